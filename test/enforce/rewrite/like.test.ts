import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop, type Visitor } from '../shop.js';
import { isFenced, plan } from '../small-view.js';
import { writingAddresses } from './writing-addresses.js';

/**
 * LIKE is tried out on the values in the statistics while a statement is planned: of what rows are filtered away, too. What it raises
 * must not tell whether a city of theirs is there.
 */
let shop: Shop;
let mailer: Visitor;

beforeAll(async () => {
  shop = await openShop({ policy: writingAddresses() });
  await shop.database.query(`
    INSERT INTO customers SELECT i, 'n', 'm' || i || '@example.com', NULL, NULL, 'Oslo', NULL, 1, NULL FROM generate_series(3000, 3500) i;
    INSERT INTO consent SELECT i, 'marketing', 'refused', NULL FROM generate_series(3000, 3500) i;
    CREATE INDEX ON customers (lower(city));
    CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    CREATE COLLATION public.strict (provider = icu, locale = 'und');
    ANALYZE`);
  mailer = await shop.as('mailer');
});
afterAll(async () => {
  await mailer?.close();
  await shop?.close();
});

async function said(sql: string, values?: unknown[]): Promise<string> {
  try {
    return JSON.stringify(await mailer.ask(sql, values));
  } catch (fault) {
    return `${(fault as { code?: string }).code} ${(fault as Error).message}`;
  }
}

test('PostgreSQL does try it out', async () => {
  const asked = (city: string) => shop.database.query(`EXPLAIN SELECT FROM customers WHERE city LIKE '%${city}\\'`);
  await expect(asked('Osl')).rejects.toThrow('LIKE pattern must not end with escape character');
  await expect(asked('Lim')).resolves.toBeDefined();
});

const select = (condition: string) => `SELECT id FROM customers WHERE ${condition} AND id < 0`;

test.each([
  select(String.raw`city LIKE '%@\'`),
  select(String.raw`lower(city) ILIKE '%@\'`),
  `EXPLAIN ${select(String.raw`city LIKE '%@\'`)}`,
  select("city LIKE '%@!' ESCAPE '!'"),
  select("city LIKE '%' || '@!' ESCAPE '!'"),
  String.raw`SELECT id FROM (SELECT id, city AS d FROM customers) c WHERE d LIKE '%@\' OR id = 5`,
  String.raw`UPDATE customers SET city = city WHERE city LIKE '%@\' AND id < 0`,
  // Of what reads no row, and of what a query in it decides.
  select(String.raw`(city NOT LIKE '@%' OR now()::text LIKE '2%\')`),
  select(String.raw`(city NOT LIKE '@%' OR CASE WHEN EXISTS (SELECT FROM products) THEN 'abc'::text END LIKE 'ab\')`),
  String.raw`UPDATE customers SET city = city WHERE city NOT LIKE '@%' OR now()::text LIKE '2%\'`,
])('a pattern that is at hand raises in any case: %s', async (sql) => {
  const [of, ofNone] = [await said(sql.replaceAll('@', 'Osl')), await said(sql.replaceAll('@', 'Lim'))];
  expect([of, ofNone]).toEqual(Array(2).fill('22025 LIKE pattern must not end with escape character'));
});

test.each([
  select(String.raw`city LIKE concat('%@', '\')`),
  select(String.raw`lower(city) LIKE concat('%@', '\')`),
  select(String.raw`city ~~ '%@\'`),
  select(String.raw`city OPERATOR(pg_catalog.~~*) '%@\'`),
  select(String.raw`NOT city !~~ '%@\'`),
  select(String.raw`city::bytea LIKE '%@\\'`),
  select(String.raw`city LIKE ANY (ARRAY['x', '%@\'])`),
  select(String.raw`city LIKE ANY ('{"%@\\\\"}')`),
  select(String.raw`city LIKE ALL (VALUES ('x'), ('%@\'))`),
  select(String.raw`city LIKE ANY (VALUES ('x'), ('%@\'))`),
  select(String.raw`city LIKE ANY (SELECT '%@\')`),
  select(String.raw`city LIKE (SELECT '%@\')`),
  select(String.raw`(city LIKE concat('%@', '\')) IS NOT FALSE`),
  select(String.raw`textlike(city, '%@\')`),
  select(String.raw`pg_catalog.like(city, '%@\')`),
  select(String.raw`texticlike(city, '%@\')`),
  String.raw`SELECT id FROM customers c, (SELECT '%@\' AS p) v WHERE city LIKE v.p AND id < 0`,
  String.raw`SELECT id FROM customers c, (VALUES ('%@\')) v(p) WHERE city LIKE v.p AND id < 0`,
  String.raw`WITH v AS (SELECT '%@\' AS p) SELECT id FROM customers c, v WHERE city LIKE v.p AND id < 0`,
  String.raw`SELECT id FROM customers c JOIN lower('%@\') v(p) ON c.city ILIKE v.p WHERE id < 0`,
  String.raw`SELECT id FROM (SELECT id, city AS d FROM customers OFFSET 0) c WHERE d LIKE concat('%@', '\') AND id < 0`,
  String.raw`WITH c AS MATERIALIZED (SELECT id, city AS d FROM customers) SELECT id FROM c WHERE d LIKE concat('%@', '\') AND id < 0`,
  String.raw`SELECT city FROM customers GROUP BY city HAVING city LIKE concat('%@', '\')`,
  String.raw`UPDATE customers SET city = city WHERE city LIKE concat('%@', '\') AND id < 0`,
])('one that is worked out later is not tried out: %s', async (sql) => {
  const of = await said(sql.replaceAll('@', 'Osl'));
  expect(of).toBe((await said(sql.replaceAll('@', 'Lim'))).replaceAll('Lim', 'Osl'));
  expect(of).not.toContain('22025');
});

test.each([
  "city COLLATE loose ILIKE 'a%'",
  "NOT city COLLATE loose ILIKE 'a%'",
  "(city COLLATE loose)::text ILIKE 'a%'",
  "city COLLATE loose ~~* 'a%'",
  "city COLLATE loose ILIKE ANY (ARRAY['a', 'b'])",
  "texticlike(city COLLATE loose, 'a')",
  "texticlike(city, 'a' COLLATE loose)",
  "starts_with(city COLLATE loose, 'a')",
  "starts_with(city, 'a' COLLATE loose)",
  "city COLLATE loose ^@ 'a'",
  "city ^@ ('a' COLLATE loose)",
  "city COLLATE strict ILIKE 'a%'",
])('nor is what a collation has none of: %s', async (condition) => {
  if (condition.includes('loose'))
    await expect(shop.database.query(`EXPLAIN SELECT FROM customers WHERE ${condition}`)).rejects.toThrow(
      'nondeterministic collations are not supported',
    );
  expect(await said(select(condition))).toBe('[]');
});

test('nor is it where the plan is shown', async () => {
  const of = (city: string) => mailer.explain(select(String.raw`city LIKE concat('%@', '\')`.replace('@', city)));
  expect((await of('Osl')).join('\n')).toContain('GREATEST(');
  expect(await of('Lim')).toHaveLength((await of('Osl')).length);
});

test('nor is a text that words are looked for in, on either side', async () => {
  for (const condition of [
    "'the' @@ city",
    "city @@ 'the'",
    'lower(email) @@ city',
    "'the' OPERATOR(pg_catalog.@@) city",
  ]) {
    expect(await mailer.guarded(select(condition)), condition).toMatch(
      /GREATEST\((?:"?customers"?\.)?"?city"?\)|GREATEST\("?lower/,
    );
    expect(await said(select(condition)), condition).toBe('[]');
  }
});

test.each([
  ['city LIKE $1', '22025'],
  ['city LIKE $1 OR id = 4', '22025'],
  ["city LIKE concat('%', $1::text)", '[]'],
  ['city ~~ $1', '[]'],
  ['city LIKE $1 OR email LIKE $1', '[]'],
])('a parameter: %s', async (condition, start) => {
  for (const pattern of ['%Osl\\', '%Lim\\'])
    expect(await said(`SELECT id FROM customers WHERE (${condition}) AND id < 0`, [pattern])).toMatch(
      new RegExp(`^${start.replace(/[[\]]/g, '\\$&')}`),
    );
});

test('a search for a part of a text needs no fence, and what tells of no hidden row stays as it is', () => {
  for (const condition of ['city ILIKE $1', "email LIKE '%' || $1 || '%' ESCAPE '!'", String.raw`email LIKE '50\%%'`])
    expect(isFenced(`SELECT id FROM customers WHERE ${condition}`), condition).toBe(false);
  const text = (condition: string, asker: 'mailer' | 'storefront' = 'mailer') =>
    plan(`SELECT id FROM customers WHERE ${condition}`, asker).text;
  expect(text('city LIKE $1')).toContain('IS NOT TRUE');
  expect(text('city LIKE $1', 'storefront')).not.toContain('IS NOT TRUE');
  expect(text('city LIKE concat($1::text)')).toContain('GREATEST');
  expect(text('city LIKE concat($1::text)', 'storefront')).not.toContain('GREATEST');
  expect(text("city LIKE ANY (ARRAY['a%', 'b'])")).not.toContain('GREATEST');
  expect(text("lower(city)::text ILIKE 'a'")).not.toContain('GREATEST');
  expect(text(`(city COLLATE "C")::text ILIKE 'a'`)).toContain('GREATEST');
  expect(text('$1 LIKE $2')).not.toContain('GREATEST');
  expect(plan('SELECT sku FROM products WHERE title LIKE concat($1::text)', 'mailer').text).not.toContain('GREATEST');
});

test.each([
  ["SELECT oid FROM pg_class c WHERE relname LIKE 'a%'", false],
  ["SELECT 1 FROM (SELECT relname AS n FROM pg_class c) x WHERE n LIKE 'a%'", false],
  ["SELECT 1 FROM (SELECT relname AS n FROM pg_class c) x, customers WHERE n LIKE 'a%'", false],
  ["SELECT 1 FROM customers, (SELECT relname AS n FROM pg_class c) x WHERE n LIKE 'a%'", true],
  ["SELECT 1 FROM (SELECT city COLLATE loose AS n FROM customers) x WHERE n ILIKE 'a%'", true],
  [
    "WITH w AS (SELECT city COLLATE loose AS n FROM customers) SELECT 1 FROM (SELECT n FROM w) x WHERE n ILIKE 'a%'",
    true,
  ],
])('of catalogs nothing is hidden, and they are estimated as ever: %s', async (sql, isKept) => {
  expect((await mailer.guarded(sql)).includes('GREATEST')).toBe(isKept);
});
