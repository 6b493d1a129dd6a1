import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCatalog } from '../../../src/pg/catalog/index.js';
import { ServerSession, targetFromUrl } from '../../../src/pg/upstream/index.js';
import type { CatalogSnapshot, Relation } from '../../../src/sql/index.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';

let database: TestDatabase;
let role: string;
let catalog: CatalogSnapshot;

beforeAll(async () => {
  database = await createDatabase();
  role = `${database.name}_gateway`;
  await database.query(`
    CREATE SCHEMA app;
    CREATE SCHEMA "odd ""schema";
    CREATE TYPE app.mood AS ENUM ('fine', 'bad');
    CREATE TYPE app.place AS (street text, zip varchar(10));
    CREATE DOMAIN app.email AS text CHECK (VALUE ~ '@');
    CREATE DOMAIN app.work_email AS app.email;
    CREATE DOMAIN app.code AS text COLLATE "C";
    CREATE TABLE app.person (
      id bigint GENERATED ALWAYS AS IDENTITY,
      gone int,
      name varchar(50) COLLATE "C" NOT NULL,
      email app.work_email,
      mood app.mood DEFAULT 'fine',
      moods app.mood[],
      doubled bigint GENERATED ALWAYS AS (2) STORED,
      place app.place,
      price numeric(10,2),
      PRIMARY KEY (name, id)
    );
    ALTER TABLE app.person DROP COLUMN gone;
    ALTER TABLE app.person ENABLE ROW LEVEL SECURITY;
    CREATE TABLE app.grandparent (a int);
    CREATE TABLE app.parent (b int) INHERITS (app.grandparent);
    CREATE TABLE app.other (c int);
    CREATE TABLE app.halves (whole int, half int GENERATED ALWAYS AS (whole / 2) VIRTUAL, stored int GENERATED ALWAYS AS (whole) STORED);
    CREATE EXTENSION file_fdw;
    CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
    CREATE TABLE app.lines (line text) PARTITION BY LIST (line);
    CREATE FOREIGN TABLE app.lines_1 PARTITION OF app.lines DEFAULT SERVER files OPTIONS (filename '/nothing');
    CREATE FUNCTION app.may(int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
    CREATE TABLE app.ruled (a int);
    CREATE POLICY plain ON app.ruled USING (a = 1);
    ALTER TABLE app.ruled ENABLE ROW LEVEL SECURITY;
    CREATE TABLE app.called (a int);
    CREATE POLICY called ON app.called USING (app.may(a));
    ALTER TABLE app.called ENABLE ROW LEVEL SECURITY;
    CREATE TABLE app.codes (code app.code, plain app.email);
    CREATE TABLE app.child (d int) INHERITS (app.parent, app.other);
    CREATE TABLE app.events (id int, at date) PARTITION BY RANGE (at);
    CREATE TABLE app.events_2026 PARTITION OF app.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (id);
    CREATE TABLE app.owners (id int PRIMARY KEY, code text UNIQUE);
    CREATE TABLE app.pets (id int, owner int REFERENCES app.owners ON DELETE CASCADE, keeper int REFERENCES app.owners ON DELETE SET NULL,
      code text REFERENCES app.owners (code) ON UPDATE CASCADE, plain int REFERENCES app.owners);
    CREATE TABLE app.herds (id int PRIMARY KEY) PARTITION BY LIST (id);
    CREATE TABLE app.herds_1 PARTITION OF app.herds FOR VALUES IN (1);
    CREATE TABLE app.cows (herd int REFERENCES app.herds ON DELETE CASCADE, of_one int REFERENCES app.herds_1 ON DELETE SET NULL);
    CREATE TABLE app.visits (id int, place text, at timestamp) PARTITION BY RANGE (id, lower(place), date_trunc('day', at));
    CREATE TABLE app.days (id int, at timestamp) PARTITION BY LIST (date_trunc('day', at));
    CREATE TABLE app.wholes (id int, place text) PARTITION BY LIST ((wholes IS NULL));
    CREATE TABLE app.events_2026_1 PARTITION OF app.events_2026 FOR VALUES IN (1);
    CREATE VIEW app.names AS SELECT p.name, lower(p.email) AS email FROM app.person p WHERE p.id > 3;
    CREATE MATERIALIZED VIEW app.counts AS SELECT count(*) AS n FROM app.person;
    CREATE SEQUENCE app.numbers;
    CREATE INDEX some_people ON app.person (lower(name)) INCLUDE (id) WHERE id > 1;
    CREATE TABLE "odd ""schema"."odd table" ("odd ""column" int);
    CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER touched BEFORE UPDATE ON app.person FOR EACH ROW EXECUTE FUNCTION app.touch();
    CREATE RULE shout AS ON INSERT TO app.other DO ALSO NOTIFY other;
    CREATE TABLE app.referring (name varchar(50), id bigint, FOREIGN KEY (name, id) REFERENCES app.person);
    CREATE FUNCTION app.both(a int, OUT b int, OUT int, INOUT c text) LANGUAGE sql AS 'SELECT 1, 2, $2';
    CREATE FUNCTION app.spare(a int, b int DEFAULT 1, c text DEFAULT NULL) RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION app.rows(a int) RETURNS TABLE (x int, "Y" text) LANGUAGE sql SECURITY DEFINER STABLE AS 'SELECT 1, NULL::text';
    CREATE FUNCTION app.both(a text) RETURNS int LANGUAGE sql IMMUTABLE LEAKPROOF AS 'SELECT 1';
    CREATE PROCEDURE app.go() LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION app.place_text(app.place) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
    CREATE FUNCTION app.is_own(text) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
    CREATE FUNCTION app.same(text, text) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
    CREATE OPERATOR app.=~= (LEFTARG = text, RIGHTARG = text, FUNCTION = app.same);
    CREATE FUNCTION app.mark() RETURNS text LANGUAGE sql AS $$SELECT 'a@b'$$;
    CREATE DOMAIN app.marked AS app.email DEFAULT app.mark();
    CREATE DOMAIN app.own AS text CHECK (app.is_own(lower(VALUE))) CHECK (VALUE OPERATOR(app.=~=) 'x');
    CREATE CAST (app.place AS text) WITH FUNCTION app.place_text(app.place);
    CREATE CAST (app.mood AS text) WITH INOUT;
    CREATE OPERATOR app.=== (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq);
    CREATE EXTENSION citext SCHEMA app;
    CREATE ROLE ${role} LOGIN PASSWORD 'gateway' NOSUPERUSER;
    ALTER ROLE ${role} IN DATABASE ${database.name} SET search_path = app, "odd ""schema";
  `);
  const { host, port, name } = database;
  const target = targetFromUrl(`postgres://${role}:gateway@${host}:${port}/${name}`);
  const session = await ServerSession.open(target, name, { application_name: 'damask' });
  catalog = await loadCatalog(session, 7);
  await session.close();
});

afterAll(async () => {
  await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  await database.drop();
});

function relation(name: string): Relation {
  const found = catalog.relation('app', name);
  if (found === undefined) throw new Error(`no relation ${name}`);
  return found;
}

describe('as a role without any privilege', () => {
  test('says what it is a snapshot of', () => {
    expect(catalog.version).toBe(7);
    expect(catalog.serverVersion).toBeGreaterThan(180_000);
    expect(catalog.sessionUser).toBe(role);
    expect(catalog.defaultSearchPath).toBe('app, "odd ""schema"');
    expect(
      ['app', 'public', 'pg_catalog', 'information_schema', 'odd "schema'].map((name) => catalog.hasSchema(name)),
    ).toEqual([true, true, true, true, true]);
    expect(catalog.hasSchema('nowhere')).toBe(false);
  });

  test('has the columns of a table as they were declared', () => {
    const person = relation('person');
    const typname = (oid: number) => catalog.typeByOid(oid)?.name;
    expect(person.columns.map((c) => [c.attnum, c.name, c.declared, typname(c.typeOid), c.baseTypname])).toEqual([
      [1, 'id', 'bigint', 'int8', 'int8'],
      [3, 'name', 'character varying(50)', 'varchar', 'varchar'],
      [4, 'email', 'app.work_email', 'work_email', 'text'],
      [5, 'mood', 'app.mood', 'mood', 'mood'],
      [6, 'moods', 'app.mood[]', '_mood', '_mood'],
      [7, 'doubled', 'bigint', 'int8', 'int8'],
      [8, 'place', 'app.place', 'place', 'place'],
      [9, 'price', 'numeric(10,2)', 'numeric', 'numeric'],
    ]);
    const column = (name: string) => person.columns.find((c) => c.name === name);
    expect(column('id')).toMatchObject({ identity: true, notNull: true, hasDefault: false, generated: false });
    expect(column('name')).toMatchObject({ collation: 'pg_catalog."C"', notNull: true, typmod: 54 });
    expect(relation('codes').columns.map(({ collation }) => collation)).toEqual(['pg_catalog."C"', null]);
    expect(column('mood')).toMatchObject({ hasDefault: true, notNull: false, collation: null, typmod: -1 });
    expect(column('doubled')).toMatchObject({ generated: true, identity: false });
    expect(relation('halves').columns.map(({ generated, virtual }) => [generated, virtual])).toEqual([
      [false, undefined],
      [true, true],
      [true, undefined],
    ]);
    expect(person).toMatchObject({
      kind: 'r',
      owner: 'postgres',
      primaryKey: [3, 1],
      hasTriggers: true,
      rowSecurity: true,
    });
    expect(catalog.relationByOid(person.oid)).toBe(person);
  });

  test('leaves the triggers of foreign keys out, and knows rules', () => {
    expect(relation('referring')).toMatchObject({ hasTriggers: false, hasRules: false });
    expect(relation('other')).toMatchObject({ hasRules: true });
    expect(relation('names')).toMatchObject({ hasRules: false });
  });

  test('has all ancestors, nearest first', () => {
    const names = (oids: readonly number[]) => oids.map((oid) => catalog.relationByOid(oid)?.name);
    expect(names(relation('child').ancestors)).toEqual(['parent', 'other', 'grandparent']);
    expect(names(relation('events_2026_1').ancestors)).toEqual(['events_2026', 'events']);
    expect(relation('grandparent').ancestors).toEqual([]);
    expect(relation('events_2026')).toMatchObject({ kind: 'p', isPartition: true });
    expect(relation('child').isPartition).toBe(false);
  });

  test('knows of relations that may fail when they are read', () => {
    const failing = ['lines', 'lines_1', 'ruled', 'called', 'person'].filter(
      (name) => relation(name).runsCode === true,
    );
    expect(failing).toEqual(['lines', 'lines_1', 'called']);
  });

  test('has what foreign keys do to what refers', () => {
    const { oid } = relation('pets');
    const cascades = [...(relation('owners').cascades ?? [])].sort((one, other) =>
      String(one.onDelete).localeCompare(String(other.onDelete)),
    );
    expect(cascades).toEqual([
      { relation: oid, key: [1], onDelete: [3], onUpdate: null },
      { relation: oid, key: [2], onDelete: null, onUpdate: [4] },
      { relation: oid, key: [1], onDelete: 'rows', onUpdate: null },
    ]);
    expect(relation('pets').cascades).toBeUndefined();
    const cows = relation('cows').oid;
    expect(relation('herds').cascades).toEqual([{ relation: cows, key: [1], onDelete: 'rows', onUpdate: null }]);
    const [own, copy] = [...(relation('herds_1').cascades ?? [])].sort((one) => (one.isCopy ? 1 : -1));
    expect(own).toEqual({ relation: cows, key: [1], onDelete: [2], onUpdate: null });
    expect(copy).toEqual({ relation: cows, key: [1], onDelete: 'rows', onUpdate: null, isCopy: true });
  });

  test('has the columns that say which partition a row is in', () => {
    expect(relation('events').partitionedBy).toEqual([2]);
    expect(relation('events_2026').partitionedBy).toEqual([1]);
    expect(relation('events_2026_1').partitionedBy).toBeUndefined();
    expect(relation('visits').partitionedBy).toEqual([1, 2, 3]);
    expect(relation('days').partitionedBy).toEqual([2]);
    expect(relation('wholes').partitionedBy).toEqual([0]);
  });

  test('has a view’s definition with every name qualified', () => {
    expect(relation('names')).toMatchObject({ kind: 'v' });
    expect(relation('names').definition).toMatch(/FROM app\.person p/);
    expect(relation('counts')).toMatchObject({ kind: 'm' });
    expect(relation('counts').definition).toMatch(/FROM app\.person/);
    expect(relation('person').definition).toBeNull();
  });

  test('has sequences, composite types, odd names and the system’s relations', () => {
    expect(relation('numbers').kind).toBe('S');
    expect(relation('place')).toMatchObject({ kind: 'c' });
    expect(relation('place').columns.map((c) => c.name)).toEqual(['street', 'zip']);
    expect(catalog.relation('odd "schema', 'odd table')?.columns[0]?.name).toBe('odd "column');
    expect(catalog.relation('pg_catalog', 'pg_class')?.columns.some((c) => c.name === 'relname')).toBe(true);
    expect(catalog.relation('information_schema', 'columns')).toMatchObject({ kind: 'v', definition: null });
  });

  test('has indexes with what stands in them, and whose sequences are', () => {
    const { oid } = relation('person');
    expect(catalog.indexesNamed('person_pkey')).toEqual([
      { schema: 'app', name: 'person_pkey', relation: oid, attributes: [3, 1], isPartial: false },
    ]);
    expect(catalog.indexesNamed('some_people')).toEqual([
      { schema: 'app', name: 'some_people', relation: oid, attributes: [0, 1], isPartial: true },
    ]);
    expect(catalog.indexesNamed('nobody')).toEqual([]);
    expect(catalog.ownerOfSequence(relation('person_id_seq').oid)).toBe(oid);
    expect(catalog.ownerOfSequence(relation('numbers').oid)).toBeUndefined();
  });

  test('has functions with their overloads and what they give back', () => {
    const both = [...catalog.functionsNamed('both')].sort((a, b) => b.outNames.length - a.outNames.length);
    expect([...both, ...catalog.functionsNamed('spare')].map(({ defaults }) => defaults)).toEqual([0, 0, 2]);
    expect(both.map((f) => [f.outNames, f.argumentTypes, f.leakproof, f.volatility, f.kind])).toEqual([
      [['b', 'column2', 'c'], [23, 25], false, 'v', 'f'],
      [[], [25], true, 'i', 'f'],
    ]);
    expect(catalog.functionsNamed('rows').find((f) => f.schema === 'app')).toMatchObject({
      outNames: ['x', 'Y'],
      securityDefiner: true,
      returnsSet: true,
      volatility: 's',
    });
    expect(catalog.functionsNamed('go')[0]?.kind).toBe('p');
    expect(catalog.functionsNamed('sum').some((f) => f.schema === 'pg_catalog' && f.kind === 'a')).toBe(true);
    expect(catalog.functionsNamed('rank').some((f) => f.kind === 'w')).toBe(true);
    expect(catalog.functionsNamed('texteq')[0]).toMatchObject({ leakproof: true, volatility: 'i', returnType: 16 });
    expect(catalog.functionsNamed('no_such_function')).toEqual([]);
    expect(catalog.functionsNamed('constructor')).toEqual([]);
  });

  test('knows what belongs to an extension, array types included', () => {
    expect(catalog.typesNamed('citext')[0]).toMatchObject({ schema: 'app', extension: 'citext' });
    expect(catalog.typesNamed('_citext')[0]).toMatchObject({ extension: 'citext' });
    expect(catalog.functionsNamed('citext_eq')[0]?.extension).toBe('citext');
    expect(catalog.operatorsNamed('=').filter((o) => o.extension === 'citext').length).toBe(1);
    expect(catalog.functionsNamed('both')[0]?.extension).toBeNull();
  });

  test('has operators with their function’s leakproof flag', () => {
    const equal = catalog.operatorsNamed('=');
    expect(equal.find((o) => o.leftType === 25 && o.rightType === 25)).toMatchObject({
      leakproof: true,
      schema: 'pg_catalog',
    });
    expect(catalog.operatorsNamed('===')).toMatchObject([{ schema: 'app', leakproof: true, extension: null }]);
    expect(catalog.operatorsNamed('~').find((o) => o.leftType === 25)).toMatchObject({ leakproof: false });
  });

  test('has types: domains, enums, arrays, ranges', () => {
    const type = (name: string) => catalog.typesNamed(name)[0];
    const email = type('email');
    expect(type('work_email')).toMatchObject({ kind: 'd', baseType: email?.oid });
    expect(type('mood')).toMatchObject({ kind: 'e', schema: 'app' });
    expect(type('_mood')).toMatchObject({ elementType: type('mood')?.oid, category: 'A' });
    expect(type('place')).toMatchObject({ kind: 'c', relation: relation('place').oid });
    expect(type('int4range')).toMatchObject({ kind: 'r', baseType: type('int4')?.oid });
    expect(type('int4multirange')).toMatchObject({ kind: 'm', baseType: type('int4range')?.oid });
    const checks = ['is_own', 'same'].map((name) => catalog.functionsNamed(name)[0]?.oid);
    expect(new Set(type('own')?.checkedBy)).toEqual(new Set(checks));
    expect(email?.checkedBy).toEqual([]);
    expect(type('marked')).toMatchObject({ checkedBy: [], filledBy: [catalog.functionsNamed('mark')[0]?.oid] });
    expect(catalog.filledDomains).toEqual([type('marked')]);
    expect(type('mood')?.checkedBy).toEqual([]);
    // It can be subscripted, and is no array.
    expect(type('name')).toMatchObject({ elementType: 0 });
  });

  test('has casts from both ends, leakproof as what they call', () => {
    const place = catalog.typesNamed('place')[0]?.oid ?? 0;
    const mood = catalog.typesNamed('mood')[0]?.oid ?? 0;
    const toText = catalog.castsInvolving(place).find((c) => c.target === 25);
    expect(toText).toMatchObject({ source: place, leakproof: false });
    expect(catalog.functionsNamed('place_text')[0]?.oid).toBe(toText?.functionOid);
    expect(catalog.castsInvolving(mood)).toMatchObject([
      { source: mood, target: 25, context: 'e', functionOid: 0, leakproof: false },
    ]);
    expect(catalog.castsInvolving(25)).toContain(toText);
    // int4 → int8 is leakproof; varchar → text changes nothing.
    expect(catalog.castsInvolving(23).find((c) => c.source === 23 && c.target === 20)).toMatchObject({
      leakproof: true,
    });
    expect(catalog.castsInvolving(25).find((c) => c.source === 1043 && c.target === 25)).toMatchObject({
      functionOid: 0,
      leakproof: true,
    });
  });
});

test('a session’s temporary relations are nobody else’s', async () => {
  const session = await ServerSession.open(targetFromUrl(database.url), database.name, { application_name: 'damask' });
  await session.query('CREATE TEMPORARY TABLE pg_temp.mine (a pg_catalog.int4)');
  const snapshot = await loadCatalog(session, 1);
  expect([...snapshot.relations()].some((r) => r.name === 'mine')).toBe(false);
  expect(snapshot.typesNamed('mine')).toEqual([]);
  await session.close();
});

test('a plain database loads in a fraction of a second', async () => {
  const session = await ServerSession.open(targetFromUrl(database.url), database.name, { application_name: 'damask' });
  await loadCatalog(session, 1);
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    await loadCatalog(session, 1);
    times.push(performance.now() - start);
  }
  await session.close();
  expect(Math.min(...times)).toBeLessThan(600);
});
