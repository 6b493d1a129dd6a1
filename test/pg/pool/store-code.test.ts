import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { StoreCode, storeCodeQuestion } from '../../../src/pg/pool/store-code.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';

let database: TestDatabase;
const code = new StoreCode();
beforeAll(async () => {
  database = await createDatabase();
});
beforeEach(async () => {
  await database.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
});
afterAll(() => database.drop());

/** A Query is a type, a length, and a text that ends in a zero. */
const question = storeCodeQuestion.toString('utf8', 5, storeCodeQuestion.length - 1);

async function look(...definitions: readonly string[]): Promise<StoreCode> {
  for (const definition of definitions) await database.query(definition);
  const { rows } = await database.query(question);
  code.answered(String(Object.values(rows[0])[0]), 1_000);
  return code;
}

const inPlpgsql = (name: string, body: string): string =>
  `CREATE FUNCTION ${name}() RETURNS int LANGUAGE plpgsql AS $$BEGIN ${body} RETURN 1; END$$`;
const lister = inPlpgsql('lists', 'PERFORM FROM pg_prepared_statements;');

test('before it was asked, and after definitions, anything may be', async () => {
  const { isStale, mayList, mayReadOtherwise } = new StoreCode();
  expect([new StoreCode().isStale(0), mayList, mayReadOtherwise, typeof isStale]).toEqual([
    true,
    true,
    true,
    'function',
  ]);
  await look();
  expect([code.isStale(11_000), code.isStale(11_001)]).toEqual([false, true]);
  code.forget();
  expect([code.isStale(1_000), code.mayList, code.listsBy(['SelectStmt v'])]).toEqual([true, true, false]);
  code.answered(null, 1_000);
  expect(code.isStale(1_000)).toBe(true);
});

test('a database without such code has none', async () => {
  await look(
    inPlpgsql('harmless', "PERFORM set_config('work_mem', '7MB', true);"),
    'CREATE VIEW harmless AS SELECT harmless()',
  );
  expect([code.mayList, code.mayReadOtherwise, code.listsBy(['SelectStmt harmless'])]).toEqual([false, false, false]);
});

test.each([
  ['a view', ['CREATE VIEW found AS SELECT * FROM pg_prepared_statements']],
  ['a view over a view', ['CREATE VIEW v AS SELECT * FROM pg_prepared_statements', 'CREATE VIEW found AS TABLE v']],
  ['a view of the function', ['CREATE VIEW found AS SELECT * FROM pg_prepared_statement()']],
  ['a view over a function', [lister, 'CREATE VIEW found AS SELECT lists()']],
  [
    'a view over a function that calls one',
    [
      lister,
      "CREATE FUNCTION calls() RETURNS int LANGUAGE sql AS 'SELECT Lists()'",
      'CREATE VIEW found AS SELECT calls()',
    ],
  ],
  ['a default', [lister, 'CREATE TABLE found (n int DEFAULT lists())']],
  [
    'a trigger',
    [
      'CREATE TABLE found (n int)',
      `CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM FROM pg_prepared_statements; RETURN NEW; END$$`,
      'CREATE TRIGGER t BEFORE INSERT ON found FOR EACH ROW EXECUTE FUNCTION t()',
    ],
  ],
  [
    'a function with a body of SQL',
    [
      'CREATE FUNCTION b() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM pg_prepared_statement(); END',
      'CREATE VIEW found AS SELECT b()',
    ],
  ],
] as const)('%s that lists what is prepared is found', async (_, definitions) => {
  await look(...definitions);
  expect(code.mayList).toBe(true);
  expect(code.listsBy(['SelectStmt found'])).toBe(true);
  expect(code.listsBy(['InsertStmt public.found'])).toBe(true);
  expect(code.listsBy(['SelectStmt items'])).toBe(false);
});

test.each([
  "PERFORM set_config('DateStyle', 'German', true);",
  'SET LOCAL timezone = 3;',
  "EXECUTE 'SET LOCAL IntervalStyle = iso_8601';",
  "PERFORM set_config(current_setting('own.name'), 'German', true);",
])('%s may change how statements are read', async (body) => {
  const calls = "CREATE FUNCTION calls() RETURNS int LANGUAGE sql AS 'SELECT sets()'";
  await look(inPlpgsql('sets', body), calls, 'CREATE VIEW found AS SELECT calls()');
  expect([code.mayReadOtherwise, code.setsBy(['SelectStmt found']), code.setsBy(['SelectStmt items'])]).toEqual([
    true,
    true,
    false,
  ]);
  expect(code.listsBy(['SelectStmt found'])).toBe(false);
});

test.each([
  ['a function', ["CREATE FUNCTION last() RETURNS bigint LANGUAGE sql AS 'SELECT lastval()'"]],
  ['a function with a body of SQL', ['CREATE FUNCTION last() RETURNS bigint BEGIN ATOMIC SELECT lastval(); END']],
  ['a default', ['CREATE SEQUENCE s', "CREATE TABLE t (n int DEFAULT currval('s'))"]],
  ['a view', ['CREATE SEQUENCE s', "CREATE VIEW v AS SELECT currval('s')"]],
  [
    'a rule',
    [
      'CREATE SEQUENCE s',
      'CREATE TABLE t (n int)',
      "CREATE RULE r AS ON DELETE TO t DO INSERT INTO t VALUES (currval('s'))",
    ],
  ],
  ['a policy', ['CREATE TABLE t (n int)', 'CREATE POLICY p ON t USING (n < lastval())']],
] as const)('%s may ask for what a connection knows of sequences', async (_, definitions) => {
  await look();
  expect(code.mayAskForSequences).toBe(false);
  await look(...definitions);
  expect(code.mayAskForSequences).toBe(true);
  code.forget();
  expect(code.mayAskForSequences).toBe(true);
});

test('what moves sequences, and has a default of one, asks for nothing', async () => {
  await look(
    'CREATE TABLE t (id serial, n int GENERATED ALWAYS AS IDENTITY)',
    inPlpgsql('moves', "PERFORM nextval('t_id_seq');"),
  );
  expect(code.mayAskForSequences).toBe(false);
});
