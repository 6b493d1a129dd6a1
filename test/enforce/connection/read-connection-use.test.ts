import { beforeAll, expect, test } from 'vitest';
import { namesWithoutCatalog } from '../../../src/enforce/connection/known-names.js';
import { readConnectionUse } from '../../../src/enforce/connection/read-connection-use.js';
import { loadParser, parse } from '../../../src/sql/index.js';

beforeAll(() => loadParser());

const use = (text: string) => readConnectionUse(parse(text), namesWithoutCatalog);

test.each([
  'SELECT 1',
  'SELECT * FROM items WHERE id = $1',
  'WITH a AS (SELECT 1) SELECT * FROM a JOIN items USING (id)',
  'SELECT count(*), lower(name) FROM items GROUP BY 2 UNION ALL SELECT 1, now()::text',
  'VALUES (1), (2)',
])('a plain read: %s', (text) => {
  expect(use(text)).toMatchObject({ plainRead: true, pins: null, uncertain: false, shareable: true });
});

test.each([
  'SELECT * FROM items FOR UPDATE',
  'SELECT random()',
  'SELECT own(1)',
  'SELECT 1 INTO copies',
  'WITH a AS (DELETE FROM items RETURNING 1) SELECT * FROM a',
  'INSERT INTO items VALUES (1)',
  'SHOW timezone',
  'BEGIN',
  'EXPLAIN SELECT 1',
  'COPY items TO STDOUT',
  'SELECT 1; SET x.y = 1',
])('no plain read: %s', (text) => {
  expect(use(text).plainRead).toBe(false);
});

test.each([
  ['CREATE TEMP TABLE a (id int)', 'temporary'],
  ['CREATE TEMP TABLE a AS SELECT 1', 'temporary'],
  ['CREATE TABLE pg_temp.a (id int)', 'temporary'],
  ['SELECT 1 INTO TEMP a', 'temporary'],
  ['CREATE TEMP VIEW a AS SELECT 1', 'temporary'],
  ['CREATE TEMP SEQUENCE a', 'temporary'],
  ['LISTEN a', 'listen'],
  ['SELECT pg_advisory_lock(1)', 'advisory_lock'],
  ['SELECT * FROM items WHERE pg_try_advisory_lock_shared(id)', 'advisory_lock'],
  ['DECLARE a CURSOR WITH HOLD FOR SELECT 1', 'cursor'],
  ['PREPARE a AS SELECT 1', 'prepared'],
  ["SELECT currval('s')", 'sequence'],
  ['SELECT lastval()', 'sequence'],
  ['SELECT setseed(0.5)', 'seed'],
  ['LISTEN a; SELECT setseed(0.5)', 'seed'],
  ['SET seed = 0.5', 'seed'],
  ["SELECT set_config('seed', '0.5', false)", 'seed'],
  ["DO 'BEGIN PERFORM setseed(0.5); END'", 'seed'],
  ["SELECT public.dblink_connect('a', 'b')", 'unknown'],
  ['SET search_path = nowhere, pg_temp', 'temporary'],
  ['BEGIN; SET x.y = 1; COMMIT', 'setting'],
  ["LOAD 'auto_explain'", 'unknown'],
  ['CREATE TYPE pg_temp.a AS (b int)', 'temporary'],
  ["CREATE TYPE pg_temp.a AS ENUM ('b')", 'temporary'],
  ['CREATE DOMAIN pg_temp.a AS int', 'temporary'],
] as const)('%s pins: %s', (text, reason) => {
  expect(use(text).pins).toBe(reason);
});

test.each([
  'SELECT pg_advisory_xact_lock(1)',
  'DECLARE a CURSOR FOR SELECT 1',
  'UNLISTEN *',
  'NOTIFY a',
  'SET LOCAL x.y = 1',
  'SET LOCAL ROLE a',
  'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE',
  "SELECT nextval('s')",
  'CREATE TABLE a (id int)',
  'DISCARD PLANS',
  'SAVEPOINT a',
  'VACUUM',
  'TRUNCATE items',
  'LOCK items',
])('%s pins nothing', (text) => {
  expect(use(text)).toMatchObject({ pins: null, uncertain: false });
});

test('what PostgreSQL drops of prepared statements is told', () => {
  expect(use('DEALLOCATE ALL').deallocates).toEqual([null]);
  expect(use('DEALLOCATE a').deallocates).toEqual(['a']);
  expect(use('DISCARD ALL').deallocates).toEqual([null]);
  expect(use('DEALLOCATE a; DEALLOCATE b; DEALLOCATE ALL').deallocates).toEqual(['a', 'b', null]);
  expect(use('SELECT 1').deallocates).toEqual([]);
});

test('DISCARD ALL makes a connection as new when nothing stands beside it', () => {
  expect(use('DISCARD ALL').discardsAll).toBe(true);
  expect(use('DISCARD TEMP').discardsAll).toBe(false);
  expect(use('DISCARD ALL; LISTEN a').discardsAll).toBe(false);
});

test.each([
  "SELECT * FROM items WHERE at > 'today'",
  "SELECT 'now'::timestamptz",
  "SELECT 'YESTERDAY 10:00'::timestamp",
  "SELECT 'items'::regclass",
  "SELECT nextval('s')",
  "SELECT pg_relation_size('items')",
])('%s is read when it is parsed, and not shared', (text) => {
  expect(use(text).shareable).toBe(false);
});

test.each(["SELECT 'known to snow'", 'SELECT now()', 'BEGIN', 'SELECT nextval($1)', "INSERT INTO a VALUES ('x')"])(
  '%s is shared',
  (text) => {
    expect(use(text).shareable).toBe(true);
  },
);

test('DO and CALL may leave anything', () => {
  expect(use('DO $$BEGIN END$$').uncertain).toBe(true);
  expect(use('CALL p()').uncertain).toBe(true);
  expect(use('SELECT own(1)').uncertain).toBe(true);
});

test('how relations are used is told, but for those of the system and of the text itself', () => {
  expect(use('SELECT * FROM a JOIN b.c ON true').relations).toEqual(['SelectStmt a', 'SelectStmt b.c']);
  expect(use('INSERT INTO a SELECT * FROM d').relations).toEqual(['InsertStmt a', 'InsertStmt d']);
  expect(use('WITH w AS (DELETE FROM a RETURNING 1) SELECT * FROM w').relations).toEqual(['SelectStmt that writes a']);
  expect(use('TABLE a; CREATE TRIGGER t BEFORE INSERT ON b EXECUTE FUNCTION f()').relations).toEqual([
    'SelectStmt a',
    'CreateTrigStmt b',
  ]);
  expect(use("COMMIT PREPARED 'a'").relations).toEqual(['TransactionStmt ']);
  expect(use('SELECT * FROM pg_class, pg_catalog.pg_type, information_schema.tables').relations).toEqual([]);
});

test('what shows prepared statements is told', () => {
  for (const text of ['TABLE pg_prepared_statements', 'SELECT * FROM pg_catalog.pg_prepared_statement()']) {
    expect(use(text)).toMatchObject({ listsPrepared: true, plainRead: false, shareable: false });
  }
  expect(use('SELECT * FROM own.pg_prepared_statements').listsPrepared).toBe(false);
});

test('transactions and savepoints are told apart', () => {
  expect(use('BEGIN')).toMatchObject({ controlsTransaction: true, rollsBackPart: false });
  expect(use('ROLLBACK TO a')).toMatchObject({ controlsTransaction: false, rollsBackPart: true });
  expect(use('SAVEPOINT a')).toMatchObject({ controlsTransaction: false, rollsBackPart: false });
});

test.each([
  ['SELECT 1 + 2, a LIKE b, a BETWEEN 1 AND 2, a IN (1), a::int, b::timestamptz[] FROM items', ['SelectStmt items']],
  ['SELECT a <=> b', ['SelectStmt operator <=>']],
  ['SELECT a OPERATOR(public.+) b', ['SelectStmt operator public.+']],
  ['SELECT a OPERATOR(pg_catalog.+) b', []],
  ["SELECT 'sad'::mood", ['SelectStmt type mood']],
  ['SELECT 1 ORDER BY 1 USING <=>', ['SelectStmt operator <=>']],
  ['SELECT 1 <=> ALL (SELECT 2)', ['SelectStmt operator <=>']],
  ["CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", ['CreateFunctionStmt ']],
  ["DO 'BEGIN CREATE TABLE a (b int); END'", ['DoStmt ']],
  ["DO 'BEGIN PERFORM 1; END'", []],
  ['CREATE TABLE items (id int)', ['CreateStmt items']],
])('what may run code: %s', (text, relations) => {
  expect(use(text).relations).toEqual(relations);
});

test('what a DO block shows of what is prepared is listed', () => {
  expect(use("DO 'BEGIN PERFORM * FROM pg_prepared_statements; END'").listsPrepared).toBe(true);
});
