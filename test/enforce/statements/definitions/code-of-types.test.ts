import { expect, test } from 'vitest';
import type { CastInfo, CatalogSnapshot, Relation, TypeInfo } from '../../../../src/sql/index.js';
import { defined, undefinable } from '../../defining.js';
import { domainType } from '../../domain-type.js';
import { smallCatalog } from '../../small-view.js';

const leak = smallCatalog.functionsNamed('leak')[0]?.oid ?? 0;
const [mood] = smallCatalog.typesNamed('mood') as [TypeInfo];
const checked = domainType(17_001, 'checked', { checkedBy: [leak] });
const moody = domainType(17_002, 'moody', { baseType: mood.oid });
const made = [checked, moody];

/** With a cast that runs `public.leak`, and a table `moods` whose columns are of these types. */
function withCast(cast: Partial<CastInfo>, columns: readonly TypeInfo[] = [mood]): CatalogSnapshot {
  const products = smallCatalog.relation('public', 'products') as Relation;
  const [column] = products.columns;
  const moods = {
    ...products,
    oid: 17_100,
    name: 'moods',
    columns: columns.map(({ oid, name }, at) => ({ ...column, attnum: at + 1, name, typeOid: oid })),
  } as Relation;
  const given: CastInfo = { source: 0, target: 0, context: 'e', functionOid: leak, leakproof: false, ...cast };
  const all = given.source === 0 ? [] : [given];
  return {
    ...smallCatalog,
    // Those to json run by themselves within to_json and its like.
    foreignCasts: all.filter(({ context, target }) => context !== 'e' || target === 114),
    castsInvolving: (oid) => all.filter(({ source, target }) => source === oid || target === oid),
    relation: (schema, name) => (name === 'moods' ? moods : smallCatalog.relation(schema, name)),
    relationByOid: (oid) => (oid === moods.oid ? moods : smallCatalog.relationByOid(oid)),
    relations: () => [...smallCatalog.relations(), moods],
    typesNamed: (name) => made.filter((type) => type.name === name).concat(smallCatalog.typesNamed(name)),
    typeByOid: (oid) => made.find((type) => type.oid === oid) ?? smallCatalog.typeByOid(oid),
  };
}

const ofColumns = [
  'CREATE TABLE x (a mood)',
  'CREATE TABLE x (LIKE moods)',
  'CREATE TABLE x () INHERITS (moods)',
  'ALTER TABLE products ADD COLUMN a mood',
  'ALTER TABLE products ALTER COLUMN title TYPE mood USING NULL',
  'CREATE TYPE x AS (a mood)',
  'CREATE DOMAIN x AS mood',
  'CREATE TABLE x (a moody)',
];
const ofOthers = [
  'CREATE TABLE x AS SELECT * FROM moods',
  'CREATE MATERIALIZED VIEW x AS SELECT * FROM moods',
  'CREATE VIEW x AS SELECT * FROM moods',
  'ALTER TABLE moods RENAME TO x',
  'ALTER TABLE moods SET SCHEMA information_schema',
  'ALTER TABLE moods RENAME COLUMN mood TO x',
  'ALTER TYPE mood RENAME TO x',
];

const toJson: Partial<CastInfo> = { source: mood.oid, target: 114 };
const why = /^42501 a cast of `(mood|moody)` runs a function that is not listed/;

test.each([...ofColumns, ...ofOthers])('%s brings a type that a cast of the store’s own leads from', (sql) => {
  expect(undefinable(sql, { catalog: withCast(toJson) })).toMatch(why);
});

test.each([...ofColumns, ...ofOthers])(
  '%s is free where the cast’s function may be called, or there is none',
  (sql) => {
    const listed = { catalog: withCast(toJson), functions: new Set(['public.leak']) };
    for (const changes of [listed, { catalog: withCast({}) }]) expect(undefinable(sql, changes)).not.toMatch(why);
  },
);

test.each([
  'CREATE TABLE x (a xml)',
  'ALTER TABLE products ADD COLUMN a xml',
  'CREATE TYPE x AS (a xml)',
  'CREATE DOMAIN x AS xml',
])('%s makes a name a way to what a cast leads to', (sql) => {
  const catalog = withCast({ source: 23, target: 142 });
  expect(undefinable(sql, { catalog })).toMatch(/^42501 a cast of `xml` runs a function that is not listed/);
  expect(defined(sql.replace('xml', 'int'), { catalog })).toContain('int');
});

test.each([
  "SELECT '<a/>'::xml AS a",
  'SELECT xmlelement(name a) AS a',
  'SELECT 1 AS b, (SELECT max(x) FROM (SELECT xmlforest(1 AS y) AS x) AS made) AS a',
  'SELECT $1 AS a',
])('so does what %s gives', (query) => {
  const catalog = withCast({ source: 23, target: 142 });
  const given = (sql: string) => undefinable(sql, { catalog, parameterTypes: [142] });
  for (const sql of [
    `CREATE TABLE x AS ${query}`,
    `CREATE MATERIALIZED VIEW x AS ${query}`,
    query.replace(' AS a', ' AS a INTO x'),
    `CREATE VIEW x AS ${query}`,
  ])
    expect([sql, given(sql)]).toEqual([sql, expect.stringMatching(/^42501 a cast of `xml` runs a function/)]);
});

test.each([
  ['SELECT title FROM products WHERE xmlforest(title AS t) IS NOT NULL', 142],
  ['SELECT title, 1 AS one, 2.5 AS half, now() AS made FROM products', 16],
])('not so %s, which gives nothing of that', (query, target) => {
  const catalog = withCast({ source: 23, target });
  for (const sql of [`CREATE TABLE x AS ${query}`, `CREATE VIEW x AS ${query}`])
    expect(defined(sql, { catalog })).toContain('SELECT');
});

test.each([
  ['SELECT title FROM products', 25],
  ["SELECT 'a' AS a", 25],
  ['SELECT 1 AS a', 23],
  ['SELECT 2.5 AS a', 1700],
  ['SELECT title = title AS a FROM products', 16],
  ['SELECT mood FROM moods', mood.oid],
])('%s gives what a cast leads to', (query, target) => {
  const catalog = withCast({ source: 600, target });
  for (const sql of [`CREATE TABLE x AS ${query}`, `CREATE VIEW x AS ${query}`])
    expect([sql, undefinable(sql, { catalog })]).toEqual([sql, expect.stringMatching(/^42501 a cast of `\w+` runs/)]);
});

test('what a function checks gets no other name', () => {
  const catalog = withCast({}, [checked, mood]);
  const kept = /^42501 what holds values of `checked`, which a function checks, gets no other name/;
  for (const sql of [
    'ALTER TABLE moods RENAME TO x',
    'ALTER TABLE moods SET SCHEMA app',
    'ALTER TABLE moods RENAME COLUMN checked TO x',
    'ALTER DOMAIN checked RENAME TO x',
  ])
    expect([sql, undefinable(sql, { catalog })]).toEqual([sql, expect.stringMatching(kept)]);
  expect(defined('ALTER TABLE moods RENAME COLUMN mood TO x', { catalog })).toContain('RENAME COLUMN mood TO x');
});
