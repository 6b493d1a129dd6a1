import { afterAll, beforeAll, expect, test } from 'vitest';
import { outputName } from '../../../src/enforce/rewrite/output-name.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { expressionOf } from '../small-view.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
  await database.query('CREATE TABLE t (a int, b text[], c jsonb)');
});

afterAll(() => database.drop());

test.each([
  'a',
  't.a',
  'public.t.a',
  '1',
  "'x'",
  'a + 1',
  'lower(b[1])',
  'pg_catalog.lower(b[1])',
  'a::text',
  'CAST(1 AS text)',
  '1::int',
  "'1'::pg_catalog.int4",
  'a::text::int',
  'b[1]',
  '(t).a',
  '(ARRAY[1])[1]',
  'b[1]::int',
  'CASE WHEN true THEN a END',
  'CASE WHEN true THEN 1 ELSE a END',
  'CASE WHEN true THEN 1 ELSE 2 END',
  'CASE WHEN true THEN 1 ELSE a::int8 END',
  'COALESCE(a, 1)',
  'NULLIF(a, 1)',
  'GREATEST(a, 1)',
  'LEAST(a, 1)',
  'ARRAY[a]',
  'ROW(a)',
  '(a, 1)',
  'EXISTS (SELECT 1)',
  'ARRAY(SELECT 1)',
  '(SELECT a)',
  '(SELECT a AS x)',
  '(SELECT 1)',
  '(SELECT count(*))',
  '(SELECT NULL::text)',
  'a IN (SELECT 1)',
  'a = ANY (ARRAY[1])',
  'a IS NULL',
  'NOT true',
  'count(*)',
  'current_date',
  'current_user',
  'localtimestamp',
  'extract(year FROM now())',
  "position('a' IN 'b')",
  "trim('a')",
  "overlay('abc' placing 'x' from 1)",
  "substring('abc' from 1)",
  'b[1] COLLATE "C" IS NULL',
  'b[1] COLLATE "C"',
  "now() AT TIME ZONE 'UTC'",
  'xmlelement(name a)::text',
  "xmlconcat('<a/>')::text",
  "JSON_OBJECT('a': 1)",
  'JSON_ARRAY(1)',
  "JSON_VALUE(c, '$.a')",
  "JSON_QUERY(c, '$.a')",
  "JSON_EXISTS(c, '$.a')",
  'JSON_SCALAR(1)',
  "JSON('{}')",
  "JSON_SERIALIZE('{}')",
  "c['a']",
  "c ->> 'a'",
  "interval '1 day'",
  'a BETWEEN 1 AND 2',
  'sum(a) OVER ()',
])('%s is called what PostgreSQL calls it', async (sql) => {
  const grouped = /count|sum/.test(sql) ? '' : ' GROUP BY a, b, c, t';
  const { fields } = await database.query(`SELECT ${sql} FROM t${/OVER/.test(sql) ? '' : grouped}`);
  expect(outputName(expressionOf(sql))).toBe(fields[0]?.name);
});
