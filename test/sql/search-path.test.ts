import { expect, test } from 'vitest';
import { effectivePath, parseSearchPath, resolveRelation } from '../../src/sql/index.js';
import { catalogWith } from './catalog-with.js';

test.each([
  ['', []],
  [' \t', []],
  ['"$user", public', ['$user', 'public']],
  ['Public', ['public']],
  ['ÉA', ['Éa']],
  ['"a', null],
  ['a,', null],
  [',a', null],
  ['a b', null],
  ['"a"b', null],
])('`%s` is the path %j', (text, path) => {
  expect(parseSearchPath(text)).toEqual(path);
});

test('pg_catalog comes first unless the path names it, and missing schemas are left out', () => {
  const catalog = catalogWith(['pg_catalog', 'public', 'postgres']);
  expect(effectivePath(['$user', 'missing', 'public'], catalog)).toEqual(['pg_catalog', 'postgres', 'public']);
  expect(effectivePath(['public', 'pg_catalog'], catalog)).toEqual(['public', 'pg_catalog']);
  expect(effectivePath([], catalog)).toEqual(['pg_catalog']);
});

test('an unqualified name means the first relation on the path, a qualified one its own', () => {
  const catalog = catalogWith(['pg_catalog', 'a', 'b'], ['a.t', 'b.t', 'b.u', 'pg_catalog.pg_class']);
  expect(resolveRelation(catalog, ['b', 'a'], null, 't')?.schema).toBe('b');
  expect(resolveRelation(catalog, ['a', 'b'], null, 'u')?.schema).toBe('b');
  expect(resolveRelation(catalog, ['a'], null, 'pg_class')?.schema).toBe('pg_catalog');
  expect(resolveRelation(catalog, ['a'], null, 'u')).toBeUndefined();
  expect(resolveRelation(catalog, ['a'], 'b', 'u')?.schema).toBe('b');
  expect(resolveRelation(catalog, ['a'], 'a', 'u')).toBeUndefined();
});

test('a path that is longer than any is not read', () => {
  expect(parseSearchPath(`${'"a",'.repeat(4_000)}b`)).toHaveLength(4_001);
  expect(parseSearchPath(`${'"a",'.repeat(5_000)}b`)).toBeNull();
});
