import { expect, test } from 'vitest';
import { transparentSession } from '../../../src/enforce/session/transparent-session.js';
import '../small-view.js';

test('everything passes as it came', async () => {
  const session = transparentSession(new Map([['search_path', 'x']]), 'fulfilment');
  expect(session.transparent).toBe(true);
  expect(session.purpose).toBe('fulfilment');
  expect(session.startupParameters.get('search_path')).toBe('x');
  const verdict = session.admit('SELECT 1; SELECT', 'simple');
  expect(verdict.kind === 'forward' ? verdict.statement.bytes.toString() : verdict.kind).toBe('SELECT 1; SELECT');
  expect(verdict).toMatchObject({ kind: 'forward', statement: { verdict: 'passed', touchesProtected: false } });
  if (verdict.kind === 'forward') expect(session.recheck(verdict.statement)).toBe(null);
  expect(session.tripwire(1, 1)).toBe(null);
  const fields = new Map([['M', 'x']]);
  expect(session.scrub(fields, null)).toBe(fields);
  expect(session.passesNotification('x')).toBe(true);
  await session.refresh();
});
