import { expect, test } from 'vitest';
import type { CatalogSnapshot, Relation, TypeInfo } from '../../../src/sql/index.js';
import { domainType } from '../domain-type.js';
import { refusal, type SmallAsker, smallCatalog } from '../small-view.js';

const [leak] = smallCatalog.functionsNamed('leak');
const types: readonly TypeInfo[] = [
  domainType(17_001, 'checked', { checkedBy: [leak?.oid ?? 0] }),
  domainType(17_002, 'over', { baseType: 17_001 }),
  domainType(17_003, '_over', { kind: 'b', category: 'A', baseType: 0, elementType: 17_002 }),
  domainType(17_004, 'span', { kind: 'r', baseType: 17_001 }),
  domainType(17_005, '_span', { kind: 'b', category: 'A', baseType: 0, elementType: 17_004 }),
  domainType(17_006, 'several', { baseType: 17_003 }),
  domainType(17_007, '_several', { kind: 'b', category: 'A', baseType: 0, elementType: 17_006 }),
  domainType(17_008, 'free', { checkedBy: [] }),
  domainType(1009, '_text', { schema: 'pg_catalog', kind: 'b', category: 'A', baseType: 0, elementType: 25 }),
  domainType(17_009, 'texts', { baseType: 1009, checkedBy: [leak?.oid ?? 0] }),
];

/** The small catalog with a relation whose first column is of another type. */
function withType(name: string, column: string): CatalogSnapshot {
  const found = smallCatalog.relation('public', name) as Relation;
  const { oid } = types.find((one) => one.name === column) as TypeInfo;
  const changed = { ...found, columns: found.columns.map((one, at) => (at === 0 ? { ...one, typeOid: oid } : one)) };
  return {
    ...smallCatalog,
    relation: (schema, named) => (named === name ? changed : smallCatalog.relation(schema, named)),
    typeByOid: (other) => types.find((one) => one.oid === other) ?? smallCatalog.typeByOid(other),
  };
}

const sent = (sql: string, asker: SmallAsker, catalog: CatalogSnapshot, functions: readonly string[] = []) =>
  refusal(sql, asker, { catalog, functions: new Set(functions) }).replace(/^admitted: /, '');

test.each([
  ['checked', '"pg_catalog"."text"'],
  ['over', '"pg_catalog"."text"'],
  ['_over', '"pg_catalog"."text"[]'],
  ['several', '"pg_catalog"."text"[]'],
  ['texts', '"pg_catalog"."_text"'],
])('of type %s a column is given as %s', (name, as) => {
  expect(sent('SELECT * FROM products', 'mailer', withType('products', name))).toContain(
    `(SELECT CAST("sku" AS ${as}) AS "sku", "title", `,
  );
  expect(sent('SELECT id, city FROM customers', 'storefront', withType('customers', name))).toContain(
    `CAST("damask_row"."id" AS ${as}) AS "id"`,
  );
  expect(
    sent("UPDATE customers SET city = 'x' WHERE id = 'x' RETURNING id", 'storefront', withType('customers', name)),
  ).toBe(
    `UPDATE "public".customers SET city = 'x' WHERE (CAST("customers"."id" AS ${as})) = 'x' RETURNING (CAST("customers"."id" AS ${as})) AS "id"`,
  );
});

test.each(['span', '_span', '_several'])('of type %s a column is not given', (name) => {
  const why = /^42501 column `(sku|id)` holds values that are checked by a function which is not listed/;
  for (const sql of ['SELECT * FROM products', 'SELECT p FROM products p', 'SELECT count(sku) FROM products'])
    expect(sent(sql, 'mailer', withType('products', name))).toMatch(why);
  expect(sent('SELECT id FROM customers', 'storefront', withType('customers', name))).toMatch(why);
  expect(sent("UPDATE customers SET city = 'x' WHERE id IS NULL", 'storefront', withType('customers', name))).toMatch(
    why,
  );
  expect(sent('SELECT title FROM products', 'mailer', withType('products', name))).not.toMatch(/^42/);
  expect(sent('SELECT city FROM customers', 'storefront', withType('customers', name))).not.toMatch(/^42/);
});

test('one whose check may be called, or calls nothing, is given as it is', () => {
  expect(sent('SELECT * FROM products', 'mailer', withType('products', 'free'))).toBe(
    'SELECT * FROM "public".products',
  );
  const listed = sent('SELECT * FROM products', 'mailer', withType('products', 'checked'), ['public.leak']);
  expect(listed).toBe('SELECT * FROM "public".products');
});

test('one that is masked anyway is no other', () => {
  expect(sent('SELECT id FROM customers', 'analyst', withType('customers', 'over'))).not.toContain(
    'AS "pg_catalog"."text") AS "id"',
  );
});

test('such a relation keeps its name, its system columns and ONLY, and has no sample', () => {
  const catalog = withType('products', 'checked');
  expect(sent('SELECT p.sku, p.ctid FROM ONLY products AS p', 'mailer', catalog)).toBe(
    'SELECT "p"."sku", "p"."ctid" FROM (SELECT CAST("sku" AS "pg_catalog"."text") AS "sku", c.ctid FROM ONLY "public"."products" AS c) AS "p"',
  );
  expect(sent('SELECT sku FROM products TABLESAMPLE system (10)', 'mailer', catalog)).toMatch(/^42501 TABLESAMPLE/);
  expect(sent('SELECT sku FROM public.products AS p (a, b) WHERE a = 1', 'mailer', catalog)).toContain(
    '"mood", "label"',
  );
});

test('a view over such a relation is opened', () => {
  expect(sent('SELECT sku FROM product_list', 'mailer', withType('products', 'checked'))).toContain(
    'FROM (SELECT CAST("sku" AS "pg_catalog"."text") AS "sku" FROM "public"."products" AS c)',
  );
  expect(sent('SELECT sku FROM product_list', 'mailer', withType('products', 'free'))).toBe(
    'SELECT sku FROM "public".product_list',
  );
});
