import { expect, test } from 'vitest';
import type { FunctionInfo } from '../../../src/sql/index.js';
import { refusal, smallCatalog } from '../small-view.js';

const [leak] = smallCatalog.functionsNamed('leak') as [FunctionInfo];
const names = ['json_object', 'json_array', 'json_arrayagg', 'json', 'json_scalar', 'json_serialize', 'json_exists'];
names.push('json_query', 'json_value', 'json_objectagg', 'merge_action');

const on = (serverVersion: number, schema = 'public') => ({
  ...smallCatalog,
  serverVersion,
  functionsNamed: (name: string) =>
    names.includes(name) ? [{ ...leak, schema, name }] : smallCatalog.functionsNamed(name),
});

const calls = [
  ['json_object()', 150_000],
  ['json_array(1, 2)', 150_000],
  ['json_arrayagg(id)', 150_000],
  ["json('{}')", 160_000],
  ['json_scalar(id)', 160_000],
  ["json_serialize('{}')", 160_000],
  ["json_exists('{}', '$')", 160_000],
  ["json_query('{}', '$')", 160_000],
  ["json_value('{}', '$')", 160_000],
] as const;
const own = /^42501 `\w+` is a function of the store's own in this version of PostgreSQL \(call it with its schema/;

test.each(calls)('%s calls what somebody has made in a version that has no such construct', (call, version) => {
  for (const sql of [`SELECT ${call} FROM customers`, `UPDATE products SET title = 'x' WHERE ${call} IS NULL`])
    expect(refusal(sql, 'storefront', { catalog: on(version) })).toMatch(own);
});

test.each(calls)('%s is what SQL says where there is one, or nobody has made such', (call, version) => {
  const catalogs = [on(version + 10_000), on(version, 'elsewhere'), { ...smallCatalog, serverVersion: version }];
  for (const catalog of catalogs)
    expect(refusal(`SELECT ${call} FROM customers`, 'storefront', { catalog })).not.toMatch(own);
});
