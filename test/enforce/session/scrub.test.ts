import { expect, test } from 'vitest';
import { scrubFields, withClientPosition } from '../../../src/enforce/session/scrub.js';

const fields = (more: Record<string, string>) =>
  new Map(Object.entries({ S: 'ERROR', V: 'ERROR', C: '23505', ...more }));

test('detail, hint, context and internal statement go, and it is said that they went', () => {
  const shown = scrubFields(
    fields({ M: 'duplicate key', D: 'Key (email)=(a@b.c) already exists.', H: 'a@b.c', q: "SELECT 'a@b.c'" }),
    null,
  );
  expect(shown.get('D')).toBe('hidden by the gateway: detail, hint, internal statement');
  expect([...shown.values()].join()).not.toContain('a@b.c');
});

test('SQLSTATE, severity and position stay', () => {
  const shown = scrubFields(fields({ M: 'x', P: '8' }), null);
  expect([shown.get('S'), shown.get('C'), shown.get('P')]).toEqual(['ERROR', '23505', '8']);
});

test('a quoted word stays when it is the name of the object', () => {
  const shown = scrubFields(
    fields({ M: 'violates "customers_email_key" with "a@b.c"', n: 'customers_email_key' }),
    null,
  );
  expect(shown.get('M')).toBe('violates "customers_email_key" with "[hidden]"');
  expect(shown.get('n')).toBe('customers_email_key');
});

test('nothing that a function of the store says is repeated, the fields for names included', () => {
  const said = { M: 'no "SSN-1"', s: 'SSN-1', t: 'SSN-1', c: 'SSN-1', d: 'SSN-1', n: 'SSN-1' };
  for (const mark of [{ R: 'exec_stmt_raise' }, { W: 'PL/pgSQL function f() line 1 at RAISE' }]) {
    expect([...scrubFields(fields({ ...said, ...mark }), null).values()].join()).not.toContain('SSN-1');
  }
});

test('a position points into what the client wrote, or is not given', () => {
  const record = (to: number | null) =>
    ({ clientText: '', parameterTypes: [], spaceKey: '', effects: [], clientPosition: () => to }) as never;
  expect(withClientPosition(fields({ P: '90' }), record(8)).get('P')).toBe('8');
  expect(withClientPosition(fields({ P: '90' }), record(null)).has('P')).toBe(false);
  expect(withClientPosition(fields({ P: '90' }), null).get('P')).toBe('90');
});
