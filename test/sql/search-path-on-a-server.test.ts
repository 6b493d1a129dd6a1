import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { effectivePath, parseSearchPath } from '../../src/sql/index.js';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { catalogWith } from './catalog-with.js';

let database: TestDatabase;
let client: pg.Client;

const schemas = ['a', 'A', 'a b', 'a"b', 'é', 'É', 'public', 'postgres', 'x'.repeat(63)];

beforeAll(async () => {
  database = await createDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  for (const schema of schemas) await client.query(`CREATE SCHEMA IF NOT EXISTS ${client.escapeIdentifier(schema)}`);
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

const piece = fc.constantFrom(
  'a',
  'A',
  'é',
  'É',
  'public',
  '"a"',
  '"A"',
  '"a b"',
  '"a""b"',
  'a"b',
  '"$user"',
  '$user',
  'missing',
  'pg_catalog',
  ',',
  ', ',
  ',,',
  ' ',
  '\t',
  '\n',
  '\u00a0',
  '"',
  '""',
  "'",
  'x'.repeat(70),
  `"${'x'.repeat(70)}"`,
  'é'.repeat(40),
  'B-c',
);
const pathText = fc.oneof(
  fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
  fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(', ')),
);

test('a path is read as PostgreSQL reads it', async () => {
  const catalog = catalogWith([...schemas, 'pg_catalog']);
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(pathText, async (text) => {
      const ours = parseSearchPath(text);
      const theirs = await client.query("SELECT set_config('search_path', $1, false)", [text]).then(
        () => true,
        () => false,
      );
      expect(ours !== null).toBe(theirs);
      if (ours === null) return;
      accepted += 1;
      const { rows } = await client.query('SELECT pg_catalog.current_schemas(true)::text[] AS path');
      // PostgreSQL looks into a schema once, however often the path names it.
      expect([...new Set(effectivePath(ours, catalog))]).toEqual(rows[0].path);
    }),
    { numRuns: 400 },
  );
  expect(accepted).toBeGreaterThan(50);
});

test('what SHOW prints reads back', async () => {
  await client.query('SET search_path TO a, "A", "a b", "a""b", "$user"');
  const { rows } = await client.query('SHOW search_path');
  expect(parseSearchPath(rows[0].search_path)).toEqual(['a', 'A', 'a b', 'a"b', '$user']);
});
