import { expect, test } from 'vitest';
import { fenceIn, isFenced, plan, refusal } from '../small-view.js';

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
  ['SELECT 1 FROM customers c, LATERAL (SELECT c.city::int4 AS x) s', true],
  ["SELECT 1 FROM customers c, LATERAL (VALUES (c.city), ('x')) v(x)", false],
])('%s is fenced: %s', (sql, fenced) => {
  expect(isFenced(sql)).toBe(fenced);
});

/** What a function or VALUES in FROM is made of is worked out by a scan of its own, of what the guard's has given. */
test.each([
  ['SELECT 1 FROM customers, generate_series(1, customers.id::int4) g', 'at the scan'],
  ['SELECT 1 FROM customers, generate_series(1, 5, $1) g', 'at the scan'],
  ['SELECT 1 FROM customers c, jsonb_to_recordset($1) AS j (a int) WHERE c.id = j.a', 'at the scan'],
  [
    'SELECT 1 FROM customers c JOIN json_to_recordset($1) AS j (a int8, b text) ON c.id = j.a AND j.b = c.city',
    'at the scan',
  ],
  ['SELECT 1 FROM customers c, jsonb_array_elements_text($1) AS e WHERE c.city = e.value', 'at the scan'],
  ['SELECT 1 FROM customers c, jsonb_each($1) AS e WHERE c.city = e.key', 'at the scan'],
  [
    "SELECT 1 FROM customers c, JSON_TABLE($1::jsonb, '$[*]' COLUMNS (a int PATH '$.a')) AS j WHERE c.id = j.a",
    'at the scan',
  ],
  [
    "SELECT 1 FROM customers c, XMLTABLE('//a' PASSING '<a/>' COLUMNS a int PATH '.') AS x WHERE c.id = x.a",
    'at the scan',
  ],
  ['SELECT 1 FROM customers c, (SELECT max(x.total / x.id) AS m FROM orders x) s', 'around'],
  [
    'SELECT 1 FROM customers c JOIN unnest($1::int8[]) WITH ORDINALITY AS u (id, nr) ON c.id = u.id WHERE u.nr < 5',
    'none',
  ],
  [
    'SELECT 1 FROM customers c JOIN unnest($1::int8[], $2::text[]) AS u (id, city) ON c.id = u.id AND c.city = u.city',
    'none',
  ],
  ['SELECT 1 FROM customers c JOIN generate_series(1, $1) AS g ON c.id = g', 'none'],
  [
    "SELECT 1 FROM customers c JOIN (VALUES (1, 'a'), (2, NULL)) AS v (id, city) ON c.id = v.id AND c.city = v.city",
    'none',
  ],
  ['SELECT 1 FROM customers c JOIN (VALUES ($1::int8, $2)) AS v (id, city) ON c.id = v.id AND c.city = v.city', 'none'],
  // What several rows come to is worked out in the scan of them; a single one is taken for a list of expressions.
  ["SELECT 1 FROM customers c JOIN (VALUES (1::oid), (2::numeric)) AS v (x) ON c.city = 'x'", 'at the scan'],
  ['SELECT 1 FROM customers c JOIN (VALUES (1 / $1)) AS v (x) ON c.id = v.x', 'around'],
  // A query in an expression may be a condition of the scan, whatever stands between.
  ['SELECT 1 FROM customers c WHERE EXISTS (SELECT 1 FROM jsonb_array_elements(to_jsonb(c)) e)', 'around'],
  ['SELECT 1 FROM customers c WHERE EXISTS (SELECT 1 FROM jsonb_to_recordset($1) AS j (a int))', 'around'],
  [
    'SELECT 1 FROM customers c WHERE c.id NOT IN (SELECT s.a FROM (SELECT a FROM jsonb_to_recordset($1) AS j (a int)) s)',
    'around',
  ],
  [
    "SELECT 1 FROM customers c WHERE EXISTS (SELECT 1 FROM JSON_TABLE($1::jsonb, '$' COLUMNS (a int PATH '$.a')) AS j)",
    'around',
  ],
  ['SELECT 1 FROM customers c WHERE EXISTS (VALUES (1::oid), (2::numeric))', 'around'],
  [
    'SELECT 1 FROM customers c WHERE EXISTS (WITH j AS (SELECT * FROM jsonb_to_recordset($1) AS j (a int)) SELECT 1 FROM j)',
    'around',
  ],
  [
    'WITH j AS (SELECT * FROM jsonb_to_recordset($1) AS j (a int)) SELECT 1 FROM customers c WHERE c.id NOT IN (SELECT a FROM j)',
    'around',
  ],
  [
    'WITH j AS (SELECT * FROM jsonb_to_recordset($1) AS j (a int)), k AS (SELECT a FROM j) SELECT 1 FROM customers c WHERE c.id NOT IN (SELECT a FROM k)',
    'around',
  ],
  [
    'WITH j AS (SELECT * FROM jsonb_to_recordset($1) AS j (a int)) SELECT 1 FROM customers c JOIN j ON j.a = c.id',
    'at the scan',
  ],
  [
    'WITH j AS (SELECT 1 AS a) SELECT 1 FROM customers c, jsonb_to_recordset($1) AS k (a int) WHERE c.id NOT IN (SELECT a FROM j)',
    'at the scan',
  ],
  ['SELECT 1 FROM customers c, LATERAL (SELECT a FROM jsonb_to_recordset(to_jsonb(c)) AS j (a int)) s', 'at the scan'],
  // A condition may be asked wherever the planner likes.
  ["SELECT 1 FROM customers c, jsonb_array_elements($1) AS e WHERE c.id = (e ->> 'id')::int8", 'around'],
  ['SELECT 1 FROM customers c, jsonb_to_recordset($1) AS j (a int) WHERE j.a / 0 = 1 AND c.id = 5', 'around'],
  ['SELECT 1 FROM customers c JOIN jsonb_to_recordset($1) AS j (a mood) ON c.id::text = j.a::text', 'around'],
  ['SELECT 1 FROM customers c JOIN jsonb_to_recordset($1) AS j (a text COLLATE "C") ON c.city = j.a', 'around'],
  ['SELECT 1 FROM customers c JOIN regexp_split_to_table($1, $2) AS j ON c.city = j', 'around'],
  [
    'SELECT 1 FROM customers c, generate_series(1, (SELECT max(x.id::int4) FROM orders x WHERE x.total / x.id > 1)) g',
    'around',
  ],
  ["SELECT 1 FROM customers c, ts_debug('english', $1) t", 'around'],
] as const)('%s has a fence: %s', (sql, fence) => {
  expect(fenceIn(sql)).toBe(fence);
});

test('FROM holds nothing else', () => {
  expect(refusal('SELECT 1 FROM (INSERT INTO products VALUES (1)) x')).toMatch(/^42/);
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
