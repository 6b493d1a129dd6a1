import { describe, expect, test } from 'vitest';
import { plan, refusal } from '../small-view.js';

test.each([
  'BEGIN',
  'COMMIT',
  'ROLLBACK',
  'SAVEPOINT a',
  'SET CONSTRAINTS ALL DEFERRED',
  'UNLISTEN *',
  'CLOSE ALL',
  'DISCARD PLANS',
])('%s passes', (sql) => {
  expect(plan(sql).text.toUpperCase()).toContain(sql.toUpperCase());
});

test.each([
  'CREATE TABLE x (a int)',
  'CREATE TABLE x AS SELECT * FROM customers',
  'CREATE VIEW x AS SELECT * FROM customers',
  'DROP TABLE customers',
  'ALTER TABLE customers ADD x int',
  'TRUNCATE customers',
  'VACUUM customers',
  'ANALYZE customers',

  'LISTEN x',
  'NOTIFY x',
  'DO $$ BEGIN END $$',
  'CALL leak(1)',
  'GRANT SELECT ON customers TO public',
  'CREATE ROLE x',
  'REINDEX TABLE customers',
  'CLUSTER customers',
  'REFRESH MATERIALIZED VIEW customer_copy',
  'COMMENT ON TABLE customers IS NULL',
  "SECURITY LABEL ON TABLE customers IS 'x'",
  'CHECKPOINT',
  "LOAD 'x'",
  'CREATE EXTENSION dblink',
  "COMMENT ON COLUMN customers.ssn IS 'x'",
  'IMPORT FOREIGN SCHEMA x FROM SERVER y INTO z',
  'SELECT * INTO x FROM customers',
])('%s is refused', (sql) => {
  expect(refusal(sql, 'storefront')).toMatch(/^42501 /);
});

describe('statements that stand inside others', () => {
  const origin = {
    clientText: '',
    parameterTypes: [],
    sentText: '',
    spaceKey: '',
    lookups: 2,
    isEarlier: false,
    mentions: null,
  };

  test('PREPARE, DECLARE and EXPLAIN have guards inside', () => {
    expect(plan('PREPARE p AS SELECT * FROM customers WHERE id = $1').text).toContain('damask_row');
    expect(plan('DECLARE c CURSOR FOR SELECT * FROM customers').text).toContain('damask_row');
    expect(plan('EXPLAIN SELECT * FROM products').text).toContain('products');
    expect(plan('EXPLAIN SELECT * FROM customers').text).toContain('damask_row');
    expect(refusal('EXPLAIN ANALYZE DELETE FROM customers', 'storefront')).toMatch(/^42501/);
  });

  test('they are remembered by name', () => {
    expect(plan('PREPARE p AS SELECT 1').effects).toMatchObject([{ kind: 'prepare', name: 'p' }]);
    expect(plan('DECLARE c CURSOR WITH HOLD FOR SELECT 1').effects).toMatchObject([
      { kind: 'declare', name: 'c', hold: true },
    ]);
    expect(plan('DEALLOCATE p').effects).toMatchObject([{ kind: 'deallocate', name: 'p' }]);
    expect(plan('DEALLOCATE ALL').effects).toMatchObject([{ kind: 'deallocate', name: null }]);
    expect(plan('CLOSE c').effects).toMatchObject([{ kind: 'close', name: 'c' }]);
    expect(plan('DISCARD ALL').effects.map(({ kind }) => kind)).toEqual([
      'deallocate',
      'close',
      'search_path',
      'purpose',
    ]);
  });

  test('EXECUTE and FETCH take only names of this session', () => {
    expect(refusal('EXECUTE p')).toMatch(/^26000 prepared statement "p" does not exist/);
    expect(refusal('FETCH ALL FROM c')).toMatch(/^34000 cursor "c" does not exist/);
    const session = {
      remembered: {
        prepared: new Map([['p', origin]]),
        cursors: new Map([['c', { rowsLeft: 5, hold: false, seen: false, origin }]]),
      },
    };
    expect(refusal('EXECUTE p(1)', 'mailer', { session })).toMatch(/^admitted/);
    expect(plan('EXECUTE p(1)', 'mailer', { session }).fields.lookups).toBe(2);
    expect(refusal('EXECUTE p(leak(1))', 'mailer', { session })).toMatch(/^42501/);
    expect(plan('FETCH 3 FROM c', 'mailer', { session })).toMatchObject({
      touchesProtected: true,
      rowsMax: 5,
      effects: [{ kind: 'fetch', name: 'c', rows: 3 }],
    });
    expect(plan('FETCH ABSOLUTE 9 FROM c', 'mailer', { session }).effects).toEqual([
      { kind: 'fetch', name: 'c', rows: 1 },
    ]);
    const rows = (sql: string) =>
      plan(sql, 'mailer', { session }).effects.map((effect) => 'rows' in effect && effect.rows);
    // The row that it stands on.
    expect(rows('FETCH 0 FROM c')).toEqual([1]);
    for (const backwards of ['FETCH BACKWARD 3 FROM c', 'FETCH -3 FROM c', 'FETCH FORWARD -3 FROM c'])
      expect(rows(backwards)).toEqual([3]);
    expect(plan('MOVE 3 FROM c', 'mailer', { session }).effects).toEqual([]);
    const gone = { session: { ...session, holds: () => false } };
    for (const sql of ['EXECUTE p(1)', 'FETCH c', 'MOVE c']) {
      expect(refusal(sql, 'mailer', gone)).toMatch(/^42501 what stands under this name was planned under another/);
    }
  });

  test('of a cursor no more is given than is left of it, or of one that stood there before', () => {
    const left = (now: number | null, before: number | null) => {
      const cursors = new Map([['c', { rowsLeft: now, hold: false, seen: false, origin }]]);
      return { session: { remembered: { prepared: new Map(), cursors, rowsLeftUnder: () => before } } };
    };
    const given = (now: number | null, before: number | null) => plan('FETCH c', 'mailer', left(now, before)).rowsMax;
    expect([given(5, 3), given(3, 5), given(5, null), given(null, 5), given(null, null)]).toEqual([3, 3, 5, 5, null]);
  });

  test('a name that is not known is shown as it is read, without what is no letter', () => {
    expect(refusal(`EXECUTE "${'a'.repeat(64)}"`)).toMatch(/^26000 prepared statement "a{63}" does not exist/);
    expect(refusal('FETCH "a\u0001\u0085b"')).toMatch(/^34000 cursor "a\?\?b" does not exist/);
  });

  test.each([
    "PREPARE p AS INSERT INTO products (sku) VALUES ('a')",
    "PREPARE p AS UPDATE products SET title = 'a'",
    'PREPARE p AS DELETE FROM products',
    'PREPARE p AS MERGE INTO products p USING orders o ON p.sku = o.id::text WHEN MATCHED THEN DELETE',
  ])('%s writes inside', (sql) => {
    expect(refusal(sql, 'storefront')).toMatch(/^admitted/);
  });

  test('nothing else stands inside', () => {
    expect(refusal('EXPLAIN CREATE TABLE x AS SELECT 1')).toBe(
      '42501 statement kind `create table as` is not handled by the guard here',
    );
    expect(refusal('EXPLAIN EXECUTE p')).toMatch(/^42501/);
    expect(refusal('PREPARE p AS VALUES (leak(1))')).toMatch(/^42501/);
  });
});

test('a transaction in which a purpose was set does not go on after its end', () => {
  const session = { changed: true };
  expect(refusal('ROLLBACK TO a', 'mailer', { session })).toMatch(/^42501/);
  expect(refusal('COMMIT AND CHAIN', 'mailer', { session })).toMatch(/^42501/);
  expect(refusal('COMMIT', 'mailer', { session })).toMatch(/^admitted/);
  expect(refusal('ROLLBACK TO a')).toMatch(/^admitted/);
});

test('an answer’s limit goes with what it reads', () => {
  const session = { rowsMax: 7 };
  expect(plan('SELECT 1 FROM customers', 'mailer', { session })).toMatchObject({ touchesProtected: true, rowsMax: 7 });
  expect(plan('SELECT 1 FROM products', 'mailer', { session })).toMatchObject({
    touchesProtected: false,
    rowsMax: null,
  });
});

test('constraints are named where relations would be', () => {
  expect(plan('SET CONSTRAINTS a, public.b IMMEDIATE').text).toBe('SET CONSTRAINTS a, public.b IMMEDIATE');
});

test('a session holds so many names of SQL', () => {
  const names = (count: number) => new Map(Array.from({ length: count }, (_, at) => [`n${at}`, null] as const));
  const cursor = { rowsLeft: null, hold: false, seen: false, origin: null };
  const cursors = (count: number) => new Map([...names(count).keys()].map((name) => [name, cursor] as const));
  const holding = (prepared: number, declared: number) => ({
    session: { remembered: { prepared: names(prepared), cursors: cursors(declared) } },
  });
  expect(refusal('PREPARE p AS SELECT 1', 'mailer', holding(999, 1_000))).toMatch(/^admitted/);
  expect(refusal('PREPARE p AS SELECT 1', 'mailer', holding(1_000, 0))).toMatch(/^54000 the session holds 1000/);
  expect(refusal('DECLARE c CURSOR FOR SELECT 1', 'mailer', holding(1_000, 999))).toMatch(/^admitted/);
  expect(refusal('DECLARE c CURSOR FOR SELECT 1', 'mailer', holding(0, 1_000))).toMatch(/^54000 .*CLOSE/);
  const long = (length: number) => ({
    clientText: 'x'.repeat(length),
    sentText: 'x'.repeat(length),
    parameterTypes: [],
    lookups: 0,
    spaceKey: '',
    isEarlier: false,
    mentions: null,
  });
  const longOnes = (length: number) => ({
    session: {
      remembered: {
        prepared: new Map([['a', long(length)]]),
        cursors: new Map([['a', { ...cursor, origin: long(length) }]]),
      },
    },
  });
  for (const sql of ['PREPARE p AS SELECT 1', 'DECLARE c CURSOR FOR SELECT 1']) {
    expect(refusal(sql, 'mailer', longOnes(16_000_000))).toMatch(/^admitted/);
    expect(refusal(sql, 'mailer', longOnes(17_000_000))).toMatch(/^54000 .*too long together/);
  }
});
