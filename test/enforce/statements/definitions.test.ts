import { expect, test } from 'vitest';
import { defined, undefinable } from '../defining.js';
import { plan, refusal } from '../small-view.js';

const kinds = [
  'CREATE TABLE mine (x int)',
  'CREATE TABLE mine AS SELECT 1 AS x',
  'SELECT 1 AS x INTO mine',
  'CREATE VIEW mine AS SELECT 1 AS x',
  'ALTER TABLE products ADD x int',
  'CREATE INDEX i ON products (sku)',
  'DROP TABLE products',
  'ALTER TABLE products RENAME TO x',
  'ALTER TABLE products SET SCHEMA public',
  'CREATE TYPE x AS ENUM ()',
  "ALTER TYPE mood ADD VALUE 'x'",
  'CREATE TYPE x AS (a int)',
  'CREATE DOMAIN x AS text',
  'CREATE SEQUENCE x',
  'ALTER SEQUENCE counter RESTART',
  'CREATE SCHEMA x',
  'CREATE EXTENSION IF NOT EXISTS plpgsql',
  "COMMENT ON TABLE products IS 'x'",
  'GRANT SELECT ON products TO PUBLIC',
];

test.each(kinds)('%s is for who may, and asks for a look at the catalog first', (sql) => {
  expect(refusal(sql, 'mailer', { session: { isFresh: true } })).toMatch(
    /^42501 definitions .*not permitted .*`may: \[ddl\]`/,
  );
  expect(undefinable(sql, { session: {} })).toMatch(/^42P01 the catalog has not been looked at/);
  expect(defined(sql)).not.toBe('');
});

test('they say that others may read another thing by their names', () => {
  expect(plan('SELECT 1').effects).toEqual([]);
});
