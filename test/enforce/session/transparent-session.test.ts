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

test('texts that differ in constants are read once, unless a constant says when it was read', () => {
  const session = transparentSession(new Map(), null);
  const useOf = (text: string) => {
    const verdict = session.admit(text, 'simple');
    return verdict.kind === 'forward' ? verdict.statement.use : undefined;
  };
  const first = useOf("SELECT a FROM t WHERE b = 1 AND c = 'x'");
  expect(first).toMatchObject({ plainRead: true, shareable: true });
  expect(useOf("SELECT a FROM t WHERE b = 77 AND c = 'it''s'")).toBe(first);
  expect(useOf("SELECT a FROM t WHERE b = 1 AND c = 'now'")).toMatchObject({ plainRead: true, shareable: false });
  expect(useOf("SELECT set_config('work_mem', '1MB', false)")?.settings).toEqual([
    { name: 'work_mem', value: '1MB', local: false },
  ]);
  expect(useOf("SELECT set_config('work_mem', '2MB', false)")?.settings).toEqual([
    { name: 'work_mem', value: '2MB', local: false },
  ]);
});
