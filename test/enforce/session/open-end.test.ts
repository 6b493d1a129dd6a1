import { expect, test } from 'vitest';
import { endsTransaction, openEnd } from '../../../src/enforce/session/open-end.js';
import { plan } from '../small-view.js';

test.each([
  ['COMMIT', true],
  ['ROLLBACK', true],
  ['BEGIN', false],
  ['ROLLBACK TO a', false],
  ["SET search_path = 'public'", false],
])('%s ends a transaction: %s', (sql, ends) => {
  expect(endsTransaction(plan(sql).effects)).toBe(ends);
});

test('what follows too early is told what to wait for', () => {
  expect(openEnd()).toMatchObject({ sqlstate: '42501', hint: expect.stringContaining('ReadyForQuery') });
});
