import { expect, test } from 'vitest';
import { unqualifiedBefore } from '../../../src/enforce/rewrite/later-keywords.js';
import type { FunctionInfo, TypeInfo } from '../../../src/sql/index.js';
import { refusal, smallCatalog } from '../small-view.js';

const [leak] = smallCatalog.functionsNamed('leak') as [FunctionInfo];
const [json] = smallCatalog.typesNamed('json') as [TypeInfo];
const checked: TypeInfo = {
  ...json,
  oid: 16_999,
  schema: 'public',
  kind: 'd',
  baseType: 25,
  checkedBy: [leak.oid],
};

const on = (serverVersion: number) => ({
  ...smallCatalog,
  serverVersion,
  functionsNamed: (name: string) =>
    name === 'json_object'
      ? ['public', 'pg_catalog'].map((schema) => ({ ...leak, schema, name, volatility: 's' as const }))
      : smallCatalog.functionsNamed(name),
  typesNamed: (name: string) => (name === 'json' ? [json, checked] : smallCatalog.typesNamed(name)),
  typeByOid: (oid: number) => (oid === checked.oid ? checked : smallCatalog.typeByOid(oid)),
});

const unlisted = /^42501 function `public.json_object` is not listed/;
const checks = /^42501 a value of `public.json` is checked by a function that is not listed/;
const texts = [
  ['SELECT json_object(5)', unlisted, 160_000],
  ['SELECT * FROM json_object(5) AS o', unlisted, 160_000],
  ["UPDATE products SET title = 'x' WHERE json_object(5) IS NULL", unlisted, 160_000],
  ["SELECT '{}'::json", checks, 170_000],
  ["SELECT json '{}'", checks, 170_000],
  ["SELECT CAST('{}' AS json[])", checks, 170_000],
  ["SELECT * FROM json_to_record('{}') AS r(a json)", checks, 170_000],
] as const;

test.each(texts)('%s is judged as all that it can mean to a version that has no such keyword', (sql, why, since) => {
  expect(refusal(sql, 'storefront', { catalog: on(since - 1) })).toMatch(why);
  expect(refusal(sql, 'storefront', { catalog: on(since) })).not.toMatch(why);
});

test('a name is asked for without its schema where it was no keyword yet', () => {
  const asked = (kind: 'function' | 'type', parts: readonly string[], version: number) =>
    unqualifiedBefore(kind, parts, on(version));
  expect(asked('function', ['pg_catalog', 'json_object'], 150_000)).toBe('json_object');
  expect(asked('type', ['pg_catalog', 'json'], 160_000)).toBe('json');
  expect(asked('type', ['pg_catalog', 'json'], 170_000)).toBeNull();
  expect(asked('type', ['evil', 'json'], 150_000)).toBeNull();
  expect(asked('type', ['json'], 150_000)).toBeNull();
  expect(asked('function', ['pg_catalog', 'json'], 150_000)).toBeNull();
});
