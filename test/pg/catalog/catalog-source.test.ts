import { afterAll, beforeAll, expect, test } from 'vitest';
import { Secret } from '../../../src/base/index.js';
import type { GatewayError } from '../../../src/errors/index.js';
import { PostgresCatalog, type PostgresCatalogOptions } from '../../../src/pg/catalog/index.js';
import { ServerSession, targetFromUrl } from '../../../src/pg/upstream/index.js';
import type { CatalogSnapshot } from '../../../src/sql/index.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});

afterAll(() => database.drop());

interface TestCatalog {
  readonly catalog: PostgresCatalog;
  readonly clock: { time: number; now(): number };
  readonly loads: number[];
  readonly failures: GatewayError[];
}

function open(more: Partial<PostgresCatalogOptions> = {}): TestCatalog {
  const clock = { time: 1_000_000, now: () => clock.time };
  const loads: number[] = [];
  const failures: GatewayError[] = [];
  const catalog = new PostgresCatalog({
    target: targetFromUrl(database.url),
    database: database.name,
    clock,
    onLoad: (snapshot) => loads.push(snapshot.version),
    onFailure: (error) => failures.push(error),
    ...more,
  });
  return { catalog, clock, loads, failures };
}

test('nothing is known before the first load', async () => {
  const { catalog } = open();
  expect(() => catalog.current()).toThrow('not loaded yet');
  const snapshot = await catalog.start();
  expect(catalog.current()).toBe(snapshot);
  catalog.close();
});

test('an unchanged catalog stays the same snapshot, and each kind of change brings a new one', async () => {
  const { catalog, loads } = open();
  const first = await catalog.start();
  expect(await catalog.refresh()).toBe(first);
  const changes = [
    'CREATE TABLE changing (id int PRIMARY KEY, a int)',
    'ALTER TABLE changing ALTER COLUMN a TYPE bigint',
    'ALTER TABLE changing DROP COLUMN a',
    'CREATE VIEW changing_view AS SELECT id FROM changing',
    'CREATE OR REPLACE VIEW changing_view AS SELECT id FROM changing WHERE id > 1',
    'CREATE FUNCTION changing_function() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    'ALTER FUNCTION changing_function() LEAKPROOF',
    'CREATE RULE changing_rule AS ON INSERT TO changing DO ALSO NOTIFY changing',
    'ALTER TABLE changing ENABLE ROW LEVEL SECURITY',
    'CREATE SCHEMA changing_schema',
    `ALTER DATABASE ${database.name} SET search_path = changing_schema`,
    'CREATE SEQUENCE public.changing_numbers',
    'ALTER SEQUENCE public.changing_numbers OWNED BY public.changing.id',
    'CREATE EXTENSION citext',
    'ALTER EXTENSION citext DROP FUNCTION citext_eq(citext, citext)',
    'DROP TABLE public.changing CASCADE',
  ];
  for (const [i, change] of changes.entries()) {
    await database.query(change);
    const { version } = await catalog.refresh();
    expect([change, version]).toEqual([change, i + 2]);
  }
  expect(catalog.current().defaultSearchPath).toBe('changing_schema');
  expect(loads.length).toBe(changes.length + 1);
  await database.query(`ALTER DATABASE ${database.name} RESET search_path`);
  catalog.close();
});

test('rows written, counted and vacuumed are no change of the catalog', async () => {
  await database.query('CREATE TABLE busy (a int)');
  const { catalog } = open();
  const first = await catalog.start();
  await database.query('INSERT INTO busy SELECT generate_series(1, 1000)');
  await database.query('ANALYZE busy');
  await database.query('VACUUM busy');
  expect(await catalog.refresh()).toBe(first);
  catalog.close();
});

test('what is set for other roles and databases is no change of this catalog, what is set for its own role is', async () => {
  const other = `${database.name}_other`;
  const { user } = targetFromUrl(database.url);
  const { catalog } = open();
  const first = await catalog.start();
  await database.query(`CREATE ROLE ${other}`);
  await database.query(`ALTER ROLE ${other} SET search_path = changing_schema`);
  await database.query('ALTER DATABASE template1 SET search_path = changing_schema');
  expect(await catalog.refresh()).toBe(first);
  await database.query(`ALTER ROLE ${user} IN DATABASE ${database.name} SET search_path = changing_schema`);
  expect((await catalog.refresh()).defaultSearchPath).toBe('changing_schema');
  await database.query(`ALTER ROLE ${user} IN DATABASE ${database.name} RESET search_path`);
  await database.query('ALTER DATABASE template1 RESET search_path');
  await database.query(`DROP ROLE ${other}`);
  catalog.close();
});

test('what a domain is checked by is part of the catalog', async () => {
  await database.query(`
    CREATE DOMAIN checked AS text;
    CREATE FUNCTION is_checked(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'`);
  const { catalog } = open();
  const checks = (snapshot: CatalogSnapshot) => snapshot.typesNamed('checked')[0]?.checkedBy?.length;
  expect(checks(await catalog.start())).toBe(0);
  await database.query('ALTER DOMAIN checked ADD CHECK (is_checked(VALUE))');
  expect(checks(await catalog.refresh())).toBe(1);
  catalog.close();
});

test('temporary things of sessions are no change of the catalog', async () => {
  const { catalog } = open();
  const session = await ServerSession.open(targetFromUrl(database.url), database.name, { application_name: 'test' });
  const before = await catalog.start();
  await session.query(`
    CREATE TEMP TABLE one (id serial PRIMARY KEY, a int GENERATED ALWAYS AS IDENTITY, b text UNIQUE CHECK (b <> ''))`);
  await session.query('ALTER TABLE one ADD COLUMN c numeric');
  await session.query('CREATE INDEX one_index ON one (lower(b))');
  await session.query('CREATE TEMP VIEW view_of_one AS SELECT id, b FROM one');
  await session.query('CREATE RULE one_rule AS ON INSERT TO one DO ALSO NOTIFY one');
  await session.query('CREATE FUNCTION pg_temp.touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$');
  await session.query('CREATE TRIGGER touched BEFORE UPDATE ON one FOR EACH ROW EXECUTE FUNCTION pg_temp.touch()');
  await session.query("CREATE TYPE pg_temp.feeling AS ENUM ('sad')");
  await session.query('CREATE DOMAIN pg_temp.small AS int CHECK (VALUE < 7)');
  await session.query('CREATE OPERATOR pg_temp.=== (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)');
  expect(await catalog.refresh()).toBe(before);
  await session.query('DISCARD TEMP');
  expect(await catalog.refresh()).toBe(before);
  await session.close();
  catalog.close();
});

test('calls during a look share the one that still sees what they ask for', async () => {
  const { catalog, loads } = open();
  await catalog.start();
  await database.query('CREATE TABLE shared_one (a int)');
  const answers = await Promise.all(Array.from({ length: 20 }, () => catalog.refresh()));
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]?.relation('public', 'shared_one')).toBeDefined();
  expect(loads).toEqual([1, 2]);
  // One after the other, with the change between: whatever is under way, the answer has the change.
  for (let i = 0; i < 5; i++) {
    const early = catalog.refresh();
    await database.query(`CREATE TABLE late_${i} (a int)`);
    const late = await catalog.refresh();
    expect(late.relation('public', `late_${i}`)).toBeDefined();
    await early;
  }
  catalog.close();
});

test('a snapshot that could not be confirmed for too long is refused', async () => {
  const { catalog, clock } = open({ ageMaxMs: 60_000 });
  await catalog.start();
  clock.time += 60_000;
  expect(catalog.current().version).toBe(1);
  clock.time += 1;
  expect(() => catalog.current()).toThrow('could not be confirmed');
  await catalog.refresh();
  expect(catalog.current().version).toBe(1);
  catalog.close();
});

test('failures are told once each, and asked again only after a pause that doubles', async () => {
  const target = { ...targetFromUrl(database.url), password: new Secret('wrong') };
  const { catalog, clock, failures } = open({ target, retryDelayMs: 1000 });
  await expect(catalog.start()).rejects.toMatchObject({ code: 'upstream_refused' });
  await expect(catalog.refresh()).rejects.toMatchObject({ code: 'upstream_refused' });
  expect(failures.length).toBe(1);
  clock.time += 1000;
  await expect(catalog.refresh()).rejects.toThrow();
  expect(failures.length).toBe(2);
  clock.time += 1999;
  await expect(catalog.refresh()).rejects.toThrow();
  expect(failures.length).toBe(2);
  clock.time += 1;
  await expect(catalog.refresh()).rejects.toThrow();
  expect(failures.length).toBe(3);
  expect(() => catalog.current()).toThrow('not loaded yet');
  catalog.close();
});

test('the catalog is looked at unasked', async () => {
  const { catalog } = open({ pollIntervalMs: 30 });
  await catalog.start();
  await database.query('CREATE TABLE noticed (a int)');
  await expect.poll(() => catalog.current().relation('public', 'noticed')).toBeDefined();
  catalog.close();
});

test('no connection stays behind', async () => {
  const { catalog } = open();
  await catalog.start();
  catalog.close();
  const open_ =
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'damask%'";
  await expect.poll(async () => (await database.query(open_)).rows[0].n).toBe(0);
});
