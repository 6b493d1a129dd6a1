import { describe, expect, test } from 'vitest';
import type { StatementRecord } from '../../../src/enforce/forwardable.js';
import { scrubFields, withClientPosition } from '../../../src/enforce/session/scrub.js';
import { smallCatalog } from '../small-view.js';

const scrub = (fields: Record<string, string>) =>
  Object.fromEntries(scrubFields(new Map(Object.entries(fields)), smallCatalog));

test('an error in the statement itself is told by the names that the client wrote', () => {
  const said = (code: string, message: string, text: string | null) =>
    scrubFields(
      new Map([
        ['C', code],
        ['M', message],
      ]),
      null,
      text === null ? null : { clientText: text },
    ).get('M');
  expect(said('42703', 'column "foo" does not exist', 'SELECT Foo FROM t')).toBe('column "foo" does not exist');
  expect(said('42P01', 'relation "a.b" does not exist', 'SELECT 1 FROM a."b"')).toBe('relation "a.b" does not exist');
  expect(said('42703', 'column "foo" does not exist', "SELECT 'foo' -- foo")).toBe('column "[hidden]" does not exist');
  expect(said('22P02', 'invalid input: "foo"', 'SELECT foo')).toBe('invalid input: "[hidden]"');
  expect(said('42703', 'column "foo" does not exist', null)).toBe('column "[hidden]" does not exist');
});

test.each([
  ['DropErrorMsgNonExistent', 'table "foo" does not exist, skipping'],
  ['does_not_exist_skipping', 'table "foo" does not exist, skipping'],
  ['exec_stmt_raise', 'message hidden by the gateway'],
  ['int4in', 'table "[hidden]" does not exist, skipping'],
])('what is not there to drop is told by the name that the client wrote: %s', (routine, shown) => {
  const fields = new Map([
    ['C', '00000'],
    ['R', routine],
    ['M', 'table "foo" does not exist, skipping'],
  ]);
  expect(scrubFields(fields, null, { clientText: 'DROP TABLE IF EXISTS foo' }).get('M')).toBe(shown);
});

test('a statement is read once, however much the server has to say of it', () => {
  let read = 0;
  const statement = {
    get clientText() {
      read += 1;
      return 'SELECT too_long_a_name';
    },
  };
  const notice = new Map([
    ['C', '42622'],
    ['M', 'identifier "too_long_a_name" will be truncated to "too_long"'],
  ]);
  for (let at = 0; at < 100; at += 1) {
    expect(scrubFields(notice, smallCatalog, statement).get('M')).toBe('identifier "[hidden]"');
  }
  expect(read).toBe(1);
});

test('severity, SQLSTATE, position, names of objects and the place in the source stay', () => {
  const kept = {
    S: 'ERROR',
    V: 'ERROR',
    C: '23505',
    P: '7',
    s: 'public',
    t: 'customers',
    c: 'email',
    n: 'customers_email_key',
    F: 'nbtinsert.c',
    L: '666',
    R: '_bt_check_unique',
  };
  expect(scrub(kept)).toEqual(kept);
});

test('detail, hint, context and internal statements go, and it is said that they went', () => {
  expect(
    scrub({ S: 'ERROR', M: 'm', D: 'Key (email)=(ada@example.com) already exists.', H: 'h', W: 'w', q: 'SELECT 1' }),
  ).toEqual({
    S: 'ERROR',
    M: 'message hidden by the gateway',
    D: 'hidden by the gateway: detail, hint, context, internal statement',
  });
});

test.each([
  ['COPY customers, line 3, column ssn: "ada@example.com"', 'COPY customers, line 3'],
  ['COPY customers, line 3: "ada\tx, line 9"', 'COPY customers, line 3'],
  ['COPY customers', 'COPY customers'],
  ['COPY customers, line 12\nPL/pgSQL function f() line 3', 'COPY customers, line 12'],
])('of data that was copied in, it is told in which line it is wrong: %j', (context, shown) => {
  expect(scrub({ M: 'invalid input syntax for type integer: "ada"', W: context, D: 'ada' })).toEqual({
    M: 'invalid input syntax for type integer: "[hidden]"',
    W: shown,
    D: 'hidden by the gateway: detail',
  });
});

test.each([
  ['unnamed portal parameter $1', 'unnamed portal parameter $1'],
  ["unnamed portal parameter $12 = 'it''s ada'", 'unnamed portal parameter $12'],
  ["unnamed portal parameter $2 = '...'", 'unnamed portal parameter $2'],
  ['portal "of mine" parameter $1 = \'ada...\'', 'portal "of mine" parameter $1'],
  ['JSON data, line 1: {"ada\nunnamed portal parameter $1', 'unnamed portal parameter $1'],
])('of a parameter that was bound, it is told which one is wrong: %j', (context, shown) => {
  expect(scrub({ M: 'invalid input syntax for type integer: "ada"', W: context })).toEqual({
    M: 'invalid input syntax for type integer: "[hidden]"',
    W: shown,
  });
});

test.each([
  'JSON data, line 1: {"ada...',
  'parallel worker',
  'while updating tuple (0,1) in relation "customers"',
  'while locking updated version (0,1) of tuple in relation "customers"',
  'while inserting index tuple (4,1) in relation "ada"',
])("a context of PostgreSQL's own is not told, and hides no message: %j", (context) => {
  expect(scrub({ M: 'deadlock detected', W: context })).toEqual({
    M: 'deadlock detected',
    D: 'hidden by the gateway: context',
  });
});

test.each([
  'PL/pgSQL function shout() line 4 at RAISE\nunnamed portal parameter $1',
  'unnamed portal parameter $1\nPL/pgSQL function shout() line 4 at RAISE',
  'JSON data, line 1: {"ada\nPL/pgSQL function shout() line 4 at assignment',
  'while updating tuple (0,1) in relation "customers"\nSQL statement "ada"',
  'PL/pgSQL function shout() line 4 at RAISE\nparallel worker',
])('where code of the store was running, no message is shown: %j', (context) => {
  expect(scrub({ M: 'ada', W: context })).toEqual({
    M: 'message hidden by the gateway',
    D: 'hidden by the gateway: context',
  });
});

test.each([
  'COPY nowhere, line 3: "x"',
  'PL/pgSQL function shout() line 4 at PERFORM\nCOPY customers, line 1',
  'SQL function "told" statement 1\nCOPY customers, line 1',
  'JSON data, line 1: ada\nSQL function "told" statement 1',
])('no other context is told: %j', (context) => {
  const told = scrub({ M: 'x "ada"', W: context });
  expect(told.W).toBeUndefined();
  expect(JSON.stringify(told)).not.toContain('ada');
});

describe('a message', () => {
  test.each([
    ['invalid input syntax for type integer: "SECRET-3"', 'invalid input syntax for type integer: "[hidden]"'],
    ['value "with ""quotes"" inside" is out of range', 'value "[hidden]" is out of range'],
    ['column "email" of relation "customers" does not exist', 'column "email" of relation "customers" does not exist'],
    ['invalid value for "public.customers"', 'invalid value for "public.customers"'],
    ['division by zero', 'division by zero'],
    [
      'invalid byte sequence for encoding "UTF8": 0xe4 0x62 0x63',
      'invalid byte sequence for encoding "UTF8": [hidden]',
    ],
    [
      'character with byte sequence 0xe2 0x82 0xac in encoding "UTF8" has no equivalent in encoding "LATIN1"',
      'character with byte sequence [hidden] in encoding "UTF8" has no equivalent in encoding "LATIN1"',
    ],
    ['prepared statement "q" already exists', 'prepared statement "q" already exists'],
    ['portal "" does not exist', 'portal "" does not exist'],
    ['cursor "c" can only scan forward', 'cursor "c" can only scan forward'],
    ['savepoint "a" does not exist', 'savepoint "a" does not exist'],
    ['invalid statement: "ada"', 'invalid statement: "[hidden]"'],
    ['unterminated "quote', 'unterminated "[hidden]"'],
  ])('%s', (said, shown) => {
    expect(scrub({ M: said }).M).toBe(shown);
  });

  test('keeps a name that a field names', () => {
    expect(scrub({ M: 'violates unique constraint "some_key"', n: 'some_key' }).M).toContain('"some_key"');
  });
});

test('a function of the store may say anything, so nothing of it is shown', () => {
  const said = {
    M: 'ada@example.com',
    R: 'exec_stmt_raise',
    C: 'P0001',
    s: 'ada',
    t: 'customers',
    n: 'ada@example.com',
  };
  expect(scrub(said)).toEqual({ M: 'message hidden by the gateway', R: 'exec_stmt_raise', C: 'P0001', t: 'customers' });
});

test('a hint that is the same each time stays, and no other', () => {
  const H = 'You will need to rewrite or cast the expression.';
  expect(scrub({ H })).toEqual({ H });
  expect(scrub({ H: `${H} ada` })).toEqual({ D: 'hidden by the gateway: hint' });
  expect(scrub({ H, R: 'exec_stmt_raise' })).toEqual({ R: 'exec_stmt_raise', D: 'hidden by the gateway: hint' });
});

test('a field that nobody thought of goes', () => {
  expect(scrub({ S: 'ERROR', z: 'ada@example.com' })).toEqual({ S: 'ERROR' });
});

test('a position points into what the client wrote, or nowhere', () => {
  const record = (clients: number | null) => ({ clientPosition: () => clients }) as unknown as StatementRecord;
  const fields = new Map([['P', '7']]);
  expect(withClientPosition(fields, record(3)).get('P')).toBe('3');
  expect(withClientPosition(fields, record(null)).has('P')).toBe(false);
  expect(withClientPosition(fields, record(7))).toBe(fields);
  expect(withClientPosition(fields, null)).toBe(fields);
  expect(withClientPosition(new Map([['S', 'ERROR']]), record(3)).has('P')).toBe(false);
});
