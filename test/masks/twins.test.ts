import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deriveKeys, maskKeys } from '../../src/masks/index.js';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { samples } from './samples.js';
import { mustCompile, specs } from './specs.js';

const purpose = 'analytics & “research”';
const keys = maskKeys({ purpose, ...deriveKeys(randomBytes(32), purpose) });

/** Values are written and masks are read under these; masks are computed under each of `sessions`. */
const canonical = [
  "SET DateStyle = 'ISO, YMD'",
  "SET TimeZone = 'UTC'",
  'SET extra_float_digits = 1',
  "SET bytea_output = 'hex'",
  'SET search_path = pg_catalog',
  'SET standard_conforming_strings = on',
];
const hostile = [
  "SET DateStyle = 'German, DMY'",
  "SET TimeZone = 'UTC+05:30'",
  'SET extra_float_digits = -15',
  "SET bytea_output = 'escape'",
  "SET IntervalStyle = 'sql_standard'",
  "SET timezone_abbreviations = 'India'",
  'SET standard_conforming_strings = off',
  'SET backslash_quote = off',
  'SET escape_string_warning = off',
  "SET lc_numeric = 'C'",
  'SET search_path = evil, pg_temp, pg_catalog',
];
const sessions = {
  'ordinary settings': canonical,
  'hostile settings and a shadowing schema': hostile,
  'a time zone far away': ["SET TimeZone = 'Asia/Kolkata'", "SET DateStyle = 'SQL, MDY'", 'SET extra_float_digits = 0'],
};

/** Whatever a twin might forget to qualify answers wrongly from here. */
const evil = `
  CREATE SCHEMA evil;
  CREATE DOMAIN evil.text AS pg_catalog.text CHECK (false);
  CREATE DOMAIN evil.date AS pg_catalog.date CHECK (false);
  CREATE DOMAIN evil.uuid AS pg_catalog.uuid CHECK (false);
  CREATE DOMAIN evil.inet AS pg_catalog.inet CHECK (false);
  CREATE DOMAIN evil.bytea AS pg_catalog.bytea CHECK (false);
  CREATE DOMAIN evil.int8 AS pg_catalog.int8 CHECK (false);
  CREATE DOMAIN evil.float8 AS pg_catalog.float8 CHECK (false);
  CREATE DOMAIN evil.name AS pg_catalog.name CHECK (false);
  CREATE COLLATION evil."C" FROM "C.utf8";
  CREATE FUNCTION evil.lower(pg_catalog.text) RETURNS pg_catalog.text LANGUAGE sql AS $$ SELECT $1 $$;
  CREATE FUNCTION evil."left"(pg_catalog.text, integer) RETURNS pg_catalog.text LANGUAGE sql AS $$ SELECT $1 $$;
  CREATE FUNCTION evil."right"(pg_catalog.text, integer) RETURNS pg_catalog.text LANGUAGE sql AS $$ SELECT $1 $$;
  CREATE FUNCTION evil.length(pg_catalog.text) RETURNS integer LANGUAGE sql AS $$ SELECT 9 $$;
  CREATE FUNCTION evil.repeat(pg_catalog.text, integer) RETURNS pg_catalog.text LANGUAGE sql AS $$ SELECT 'r' $$;
  CREATE FUNCTION evil.sha256(pg_catalog.bytea) RETURNS pg_catalog.bytea LANGUAGE sql AS $$ SELECT $1 $$;
  CREATE FUNCTION evil.encode(pg_catalog.bytea, pg_catalog.text) RETURNS pg_catalog.text LANGUAGE sql AS $$ SELECT 'e' $$;
  CREATE FUNCTION evil.date_trunc(pg_catalog.text, timestamp) RETURNS timestamp LANGUAGE sql AS $$ SELECT $2 $$;
  CREATE FUNCTION evil.mod(numeric, numeric) RETURNS numeric LANGUAGE sql AS $$ SELECT 0.0 $$;
  CREATE FUNCTION evil.wrong(pg_catalog.text, pg_catalog.text) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
  CREATE FUNCTION evil.wrong(integer, integer) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
  CREATE FUNCTION evil.wrong(numeric, numeric) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
  CREATE OPERATOR evil.= (LEFTARG = pg_catalog.text, RIGHTARG = pg_catalog.text, FUNCTION = evil.wrong);
  CREATE OPERATOR evil.= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = evil.wrong);
  CREATE OPERATOR evil.< (LEFTARG = integer, RIGHTARG = integer, FUNCTION = evil.wrong);
  CREATE OPERATOR evil.< (LEFTARG = numeric, RIGHTARG = numeric, FUNCTION = evil.wrong);
`;

/** Masks that a value was found behind, by the type. */
const turnedBack = new Set<string>();

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`
    CREATE SCHEMA ext;
    CREATE EXTENSION citext SCHEMA ext;
    CREATE DOMAIN ext.label AS text NOT NULL CHECK (VALUE <> '' OR VALUE = '' AND length(VALUE) < 1000000);
    CREATE DOMAIN ext.age AS integer;
    CREATE TYPE ext.mood AS ENUM ('sad', 'ok');
    ${evil}`);
  for (const [name, value] of keys.settings()) await client.query('SELECT set_config($1, $2, false)', [name, value]);
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

async function run(statements: readonly string[]): Promise<void> {
  for (const statement of statements) await client.query(statement);
}

describe.each(samples)('on $type.declared', ({ type, values }) => {
  const masks = specs.map((spec) => ({ spec, mask: mustCompile(spec) })).filter(({ mask }) => mask.takes(type));

  test.each(Object.entries(sessions))('the twins of every mask agree to the byte under %s', async (_name, settings) => {
    await run([...canonical, 'DROP TABLE IF EXISTS pg_temp.given, pg_temp.shown']);
    await client.query(
      `CREATE TEMP TABLE given AS SELECT u.i, CAST(u.t AS ${type.declared}) AS x
      FROM unnest($1::text[]) WITH ORDINALITY AS u(t, i)`,
      [values],
    );
    await client.query(`ALTER TABLE pg_temp.given ALTER x DROP NOT NULL`);
    if (!type.declared.startsWith('ext.label')) await client.query('INSERT INTO pg_temp.given VALUES (0, NULL)');
    const columns = masks.map(({ mask }, index) => `${mask.sql('g.x', type, keys)} AS y${index}`);

    await run(settings);
    await client.query(`CREATE TEMP TABLE shown AS SELECT g.i, g.x, ${columns.join(', ')} FROM pg_temp.given AS g`);
    await run(canonical);

    const read = ['x', ...columns.map((_, index) => `y${index}`)].map((name) => `${textOf(name)} AS ${name}`);
    const { rows } = await client.query(`SELECT i, ${read.join(', ')} FROM pg_temp.shown ORDER BY i`);
    const { rows: declared } = await client.query(`SELECT attname, format_type(atttypid, atttypmod) AS type
      FROM pg_attribute WHERE attrelid = 'pg_temp.shown'::regclass AND attname ~ '^y'`);

    expect(rows.length).toBeGreaterThanOrEqual(values.length);
    const differing = masks.flatMap(({ spec, mask }, index) =>
      rows
        .map((row) => ({
          of: row.x,
          sql: row[`y${index}`],
          twin: row.x === null ? null : mask.apply(row.x, type, keys),
        }))
        .filter(({ sql, twin }) => sql !== twin)
        .map(({ of, sql, twin }) => ({ spec, of: short(of), sql: short(sql), twin: short(twin) })),
    );
    expect(differing).toEqual([]);
    for (const [index, { spec, mask }] of masks.entries()) {
      const turned = mask.unapplySql?.(`s.y${index}`, type, keys) ?? null;
      if (turned === null) continue;
      const { rows: lost } = await client.query(
        `SELECT x FROM pg_temp.shown AS s WHERE ${turned} IS DISTINCT FROM s.x`,
      );
      expect({ spec, lost }).toEqual({ spec, lost: [] });
      turnedBack.add(`${spec.name} ${type.typname}`);
    }
    const isDomain = ['ext.label', 'ext.age'].includes(type.declared);
    const kept = isDomain ? { 'ext.label': 'text', 'ext.age': 'integer' }[type.declared] : type.declared;
    expect(new Set(declared.map((column) => column.type))).toEqual(new Set([kept]));
  });
});

test('permutations were turned back', () => {
  for (const name of ['hash_id', 'pseudonym']) {
    for (const typname of ['int2', 'int4', 'int8', 'uuid']) expect(turnedBack).toContain(`${name} ${typname}`);
  }
});

/** As output, not as a cast to text would have it (char(n) loses its padding there, bool its one letter). */
const textOf = (column: string) => `CASE WHEN ${column} IS NOT NULL THEN format('%s', ${column}) END`;

/** Enough of a value to see what differs. */
const short = (text: string | null) =>
  text === null || text.length < 200 ? text : `${text.slice(0, 200)}… (${text.length})`;
