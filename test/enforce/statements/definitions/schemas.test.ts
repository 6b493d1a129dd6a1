import { expect, test } from 'vitest';
import { changesOf, defined, undefinable } from '../../defining.js';

test('an empty schema', () => {
  expect(defined('CREATE SCHEMA IF NOT EXISTS app')).toBe('CREATE SCHEMA IF NOT EXISTS app');
  expect(changesOf('CREATE SCHEMA app')).toEqual([{ kind: 'schema', name: 'app' }]);
});

test('extensions that the store trusts, and the one that every database has', () => {
  const extensions = new Set(['pg_trgm']);
  expect(defined('CREATE EXTENSION pg_trgm WITH SCHEMA public', { extensions })).toContain('pg_trgm');
  expect(defined('CREATE EXTENSION IF NOT EXISTS plpgsql')).toContain('plpgsql');
  expect(undefinable('CREATE EXTENSION pg_trgm SCHEMA pg_catalog', { extensions })).toMatch(
    /nothing is defined in schema/,
  );
  expect(undefinable('CREATE EXTENSION pg_trgm CASCADE', { extensions })).toMatch(/takes SCHEMA alone/);
});

test.each([
  ['CREATE SCHEMA damask', /nothing is defined in schema/],
  ['CREATE SCHEMA pg_mine', /nothing is defined in schema/],
  ['CREATE SCHEMA app AUTHORIZATION somebody', /with `authrole`/],
  ['CREATE SCHEMA app CREATE VIEW v AS SELECT 1', /with `schemaElts`/],
  ['CREATE EXTENSION dblink', /`dblink` is not trusted/],
  ['CREATE EXTENSION plpgsql', /`plpgsql` is not trusted/],
])('%s is refused', (sql, why) => {
  expect(undefinable(sql)).toMatch(why);
});
