import { expect, test } from 'vitest';
import { isFenced, outline, plan, refusal } from '../small-view.js';

test.each([
  ['SELECT * FROM customers', 'SELECT * FROM [public.customers] AS customers'],
  ['SELECT * FROM customers AS c (a, b)', 'SELECT * FROM [public.customers] AS c (a, b)'],
  [
    'SELECT * FROM customers c JOIN orders o ON c.id = o.customer_id',
    'SELECT * FROM [public.customers] c JOIN [public.orders] o ON c.id = o.customer_id',
  ],
  ['SELECT * FROM (SELECT id FROM customers) s', 'SELECT * FROM (SELECT id FROM [public.customers] AS customers) s'],
  ['SELECT * FROM ONLY customers', 'SELECT * FROM [ONLY public.customers] AS customers'],
  [
    'SELECT * FROM customers FOR UPDATE OF customers',
    'SELECT * FROM [public.customers] AS customers FOR UPDATE OF customers',
  ],
])('%s', (sql, expected) => {
  expect(outline(plan(sql)).replaceAll('"', '')).toBe(expected);
});

test('a sample is taken of the table itself', () => {
  expect(plan('SELECT id FROM customers TABLESAMPLE BERNOULLI (50)').text).toMatch(
    /AS damask_row ?TABLESAMPLE "?bernoulli"? ?\(50\) WHERE/i,
  );
  expect(refusal('SELECT 1 FROM customer_mail TABLESAMPLE SYSTEM (5)')).toMatch(/^42501 TABLESAMPLE of a view/);
  for (const sql of [
    'SELECT 1 FROM products TABLESAMPLE SYSTEM ((SELECT max(id) FROM customers))',
    'SELECT (SELECT 1 FROM products TABLESAMPLE SYSTEM (c.id)) FROM customers c',
    'SELECT (SELECT 1 FROM products TABLESAMPLE SYSTEM (5) REPEATABLE (id)) FROM customers c',
  ])
    expect(refusal(sql)).toMatch(/^42501 TABLESAMPLE takes constants only/);
});

test.each([
  ['SELECT 1 FROM customers JOIN orders USING (id)', false],
  ['SELECT 1 FROM customers JOIN (SELECT 5::oid AS id) x USING (id)', true],
  ['SELECT 1 FROM customers NATURAL JOIN (SELECT 5::oid AS id) x', true],
  ['SELECT 1 FROM customers NATURAL JOIN (SELECT 5 AS other) x', false],
  ['SELECT 1 FROM customers JOIN products ON customers.city = products.title', false],
  ['SELECT 1 FROM customers JOIN products ON customers.city::int4 = 5', true],
  ['SELECT 1 FROM customers, generate_series(1, 3) g', false],
  [
    'SELECT 1 FROM customers c JOIN unnest($1::int8[]) WITH ORDINALITY AS u (id, nr) ON c.id = u.id WHERE u.nr < 5',
    false,
  ],
  [
    'SELECT 1 FROM customers c JOIN unnest($1::int8[], $2::text[]) AS u (id, city) ON c.id = u.id AND c.city = u.city',
    false,
  ],
  ['SELECT 1 FROM customers c JOIN unnest($1::oid[]) AS u ON c.id = u', true],
  ['SELECT 1 FROM customers c JOIN generate_series(1, $1) AS g ON c.id = g', false],
  [
    "SELECT 1 FROM customers c JOIN (VALUES (1, 'a'), (2, NULL)) AS v (id, city) ON c.id = v.id AND c.city = v.city",
    false,
  ],
  ['SELECT 1 FROM customers c JOIN (VALUES ($1::int8, $2)) AS v (id, city) ON c.id = v.id AND c.city = v.city', false],
  ['SELECT 1 FROM customers c JOIN (VALUES (1::oid), (2::oid)) AS v (x) ON c.id = v.x', true],
  ["SELECT 1 FROM customers c JOIN (VALUES ('a' COLLATE \"C\"), ('b')) AS v (x) ON c.city = v.x", true],
  ['SELECT 1 FROM customers, generate_series(1, customers.id::int4) g', true],
  ['SELECT 1 FROM customers c, LATERAL (SELECT c.city::int4 AS x) s', true],
  ["SELECT 1 FROM customers c, LATERAL (VALUES (c.city), ('x')) v(x)", false],
])('%s is fenced: %s', (sql, fenced) => {
  expect(isFenced(sql)).toBe(fenced);
});

test('an alias of a join hides what stands in it', () => {
  expect(refusal('SELECT j.id FROM (customers c CROSS JOIN products) AS j')).toMatch(/^admitted/);
});

test('FROM holds nothing else', () => {
  expect(refusal('SELECT 1 FROM (INSERT INTO products VALUES (1)) x')).toMatch(/^42/);
});

test('a statement reads no more relations than can be judged in short time', () => {
  const unions = (count: number) => Array(count).fill('SELECT id FROM orders').join(' UNION ALL ');
  const nested = (count: number) => `SELECT 1 FROM ${Array.from({ length: count }, (_, at) => `orders o${at}`).join()}`;
  expect(refusal(unions(200))).toMatch(/^admitted/);
  expect(refusal(nested(250))).toMatch(/^admitted/);
  expect(refusal(nested(251))).toMatch(/^54001 the statement reads more than 250 relations/);
});

test('rows are not passed over by their locks below a fence', () => {
  expect(refusal('SELECT id FROM customers WHERE id = 5 FOR UPDATE SKIP LOCKED')).toMatch(/^admitted/);
  expect(refusal('SELECT id FROM customers WHERE id / 0 = 5 FOR UPDATE')).toMatch(/^admitted/);
  expect(refusal('SELECT id FROM customers WHERE id / 0 = 5 FOR UPDATE SKIP LOCKED')).toMatch(/^42501 SKIP LOCKED/);
  expect(refusal('SELECT id FROM orders WHERE id / 0 = 5 FOR UPDATE NOWAIT', 'storefront')).toMatch(/^admitted/);
});

test('what stands beside a join is not named in its condition', () => {
  const beside = (from: string) =>
    refusal(
      `UPDATE orders SET total = 1 WHERE EXISTS (SELECT 1 FROM (SELECT 5 AS id, 6 AS total) AS orders, ${from})`,
      'storefront',
    );
  // Of the relation that is written: it is seen as its mask there, or not named at all.
  const masked = plan(
    "UPDATE customers SET city = 'x' WHERE EXISTS (SELECT 1 FROM (SELECT 'x' AS ssn) AS customers, products b JOIN products c ON customers.ssn = 'y')",
    'storefront',
  );
  expect(masked.text).not.toMatch(/customers\.ssn = 'y'/);
  expect(masked.text).toMatch(/\(.*"customers"\."ssn".*\) = 'y'/s);
  expect(beside('products b JOIN products c ON true')).toMatch(/^admitted/);
});
