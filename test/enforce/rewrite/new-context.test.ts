import { expect, test } from 'vitest';
import { parsed, smallContext } from '../small-view.js';

test('a context knows what a statement names before it is rewritten', () => {
  const context = smallContext('mailer', parsed('SELECT c.ctid FROM customers c WHERE id = $1'));
  expect(context.systemColumns.get('c')).toEqual(new Set(['ctid']));
  expect(context.parameters.uses.get(1)).toBe(1);
});

test('nothing is found yet, and nothing is shared with another statement', () => {
  const [one, other] = [smallContext(), smallContext()];
  expect(one.findings).toMatchObject({ hazard: false, writes: 0 });
  expect(one.guards).toEqual([]);
  one.findings.hazard = true;
  expect(other.findings.hazard).toBe(false);
});
