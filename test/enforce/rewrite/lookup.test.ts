import { expect, test } from 'vitest';
import { plan } from '../small-view.js';
import { lookingUp } from './looking-up.js';

const policy = lookingUp();
const lookups = (sql: string, asker: 'storefront' | 'mailer' = 'storefront', parameterTypes: number[] = []) =>
  plan(sql, asker, { policy, parameterTypes }).fields.lookups;

test.each([
  ["SELECT id FROM customers WHERE ssn = 'SSN-1'", 1],
  ["SELECT id FROM customers WHERE 'SSN-1' = ssn AND id > 5", 1],
  ['SELECT id FROM customers c WHERE c.ssn = $1 AND c.name IS NOT NULL', 1],
  ["SELECT id FROM customers WHERE ssn IN ('a', $1, 'c'::text)", 3],
  ["SELECT 1 FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.ssn = 'a'", 1],
  ["SELECT 1 FROM customers a, customers b WHERE a.ssn = 'a' AND b.ssn = 'b'", 2],
  ["SELECT (SELECT name FROM customers WHERE ssn = 'a')", 1],
  ["SELECT 1 FROM customers WHERE ssn = 'a' UNION ALL SELECT 1 FROM customers WHERE ssn = 'b'", 2],
  ["UPDATE customers SET city = 'x' WHERE ssn = 'a'", 1],
  ["SELECT id FROM customers WHERE public.customers.ssn IN ('a', 'b')", 2],
  ['UPDATE "public"."customers" SET "city" = $1 WHERE ("public"."customers"."ssn" = $2 AND 1=1)', 1],
  [
    "DELETE FROM public.order_items WHERE order_id IN (SELECT 1 FROM public.customers WHERE public.customers.ssn = 'a')",
    1,
  ],
  ["DELETE FROM order_items WHERE order_id IN (SELECT 1 FROM customers WHERE ssn = 'a')", 1],
  ["SELECT id FROM public.customers WHERE public.customers.ssn = 'a' AND 1 = 1", 1],
  ["UPDATE public.customers SET city = 'x' WHERE public.customers.ssn IN ('a', 'b') AND 1 = 1", 2],
  ["SELECT 1 FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE c.ssn = 'a'", 1],
  ["SELECT 1 FROM orders o RIGHT JOIN customers c ON o.customer_id = c.id WHERE c.ssn = 'a'", 1],
  ["SELECT 1 FROM orders o LEFT JOIN customers c ON c.id = o.customer_id WHERE c.ssn = 'a'", 1],
  ["SELECT 1 FROM orders o JOIN customers c ON c.ssn = 'a'", 1],
  ["SELECT 1 FROM orders o LEFT JOIN customers c ON c.id = o.customer_id AND c.ssn IN ('a', 'b')", 2],
  ["SELECT 1 FROM customers c RIGHT JOIN orders o ON c.id = o.customer_id AND c.ssn = 'a'", 1],
  ["UPDATE orders SET total = 1 FROM customers c JOIN orders o ON c.ssn = 'a' WHERE orders.id = o.id", 1],
  [
    "INSERT INTO customers (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = 'b' WHERE customers.ssn = 'a'",
    1,
  ],
] as const)('%s looks up %d', (sql, count) => {
  expect(lookups(sql)).toBe(count);
});

test.each([
  "SELECT id FROM customers WHERE ssn <> 'a'",
  "SELECT id FROM customers WHERE ssn > 'a'",
  "SELECT id FROM customers WHERE ssn LIKE 'a'",
  "SELECT id FROM customers WHERE NOT ssn = 'a'",
  "SELECT id FROM customers WHERE ssn = 'a' OR id = 5",
  "SELECT id FROM customers WHERE (ssn = 'a') = true",
  "SELECT id FROM customers WHERE (ssn = 'a') IS NOT FALSE",
  "SELECT id FROM customers WHERE ssn NOT IN ('a', 'b')",
  "SELECT id FROM customers WHERE ssn = 'a' || 'b'",
  'SELECT id FROM customers WHERE ssn = name',
  "SELECT id FROM customers WHERE ssn <> ANY ('{a,b}')",
  "SELECT id FROM customers WHERE ssn = ALL ('{a,b}')",
  "SELECT id FROM customers WHERE 'a' = ANY (ARRAY[ssn])",
  "SELECT id FROM customers WHERE NOT ssn = ANY ('{a,b}')",
  "SELECT id FROM customers WHERE (ssn, id) = ('a', 5)",
  "SELECT id FROM customers WHERE lower(ssn) = 'a'",
  "SELECT id FROM customers WHERE ssn IS NOT DISTINCT FROM 'a'",
  "SELECT CASE WHEN ssn = 'a' THEN 1 END FROM customers",
  "SELECT count(*) FILTER (WHERE ssn = 'a') FROM customers",
  "SELECT id FROM customers GROUP BY id, ssn HAVING ssn = 'a'",
  "SELECT 1 FROM customers c RIGHT JOIN orders o ON c.id = o.customer_id WHERE c.ssn = 'a'",
  "SELECT 1 FROM customers c FULL JOIN orders o ON c.id = o.customer_id WHERE c.ssn = 'a'",
  "SELECT 1 FROM orders o LEFT JOIN customers c USING (id) WHERE c.ssn = 'a'",
  "SELECT 1 FROM customers c LEFT JOIN orders o ON c.id = o.customer_id AND c.ssn = 'a'",
  "SELECT 1 FROM orders o RIGHT JOIN customers c ON c.id = o.customer_id AND c.ssn = 'a'",
  "SELECT 1 FROM orders o FULL JOIN customers c ON c.id = o.customer_id AND c.ssn = 'a'",
  "SELECT 1 FROM orders o JOIN customers c ON c.ssn = 'a' OR c.id = o.customer_id",
  "SELECT 1 FROM (orders o JOIN customers c ON true) AS j WHERE ssn = 'a'",
  "SELECT 1 FROM (SELECT * FROM customers) c WHERE ssn = 'a'",
  "WITH c AS (SELECT * FROM customers) SELECT 1 FROM c WHERE ssn = 'a'",
  "SELECT 1 FROM customers c, LATERAL (SELECT 1 FROM orders WHERE c.ssn = 'a') AS o",
  "SELECT 1 FROM customers AS c(a, b, c, ssn) WHERE ssn = 'a'",
  "SELECT 1 FROM public.customers WHERE EXISTS (SELECT 1 FROM orders WHERE public.customers.ssn = 'a')",
  "UPDATE orders SET total = 1 FROM customers c WHERE c.ssn = 'a'",
  "INSERT INTO customers (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = 'b' WHERE customers.ssn = excluded.name",
  "UPDATE customers SET city = 'x' WHERE ssn = 'a' OR id = 5",
  "UPDATE customers SET city = 'x' RETURNING ssn = 'a'",
])('%s compares the mask', (sql) => {
  expect(lookups(sql)).toBe(0);
});

test('a number that is rounded is equal to many, and looks nothing up', () => {
  const ids = lookingUp(1_000, ['id']);
  const counted = (condition: string, parameterTypes: number[] = []) =>
    plan(`SELECT 1 FROM customers WHERE ${condition}`, 'analyst', { policy: ids, parameterTypes }).fields.lookups;
  expect(counted('id = 5')).toBe(1);
  expect(counted('id = 5.0')).toBe(1);
  expect(counted('id = $1', [20])).toBe(1);
  expect(counted('id = 5::float8')).toBe(0);
  expect(counted('id = $1', [701])).toBe(0);
  expect(counted('id IN (5, 6::float8)')).toBe(0);
});

test('what is seen as it is, is withheld, or may not be looked up, is not', () => {
  expect(lookups("SELECT 1 FROM customers WHERE city = 'x'")).toBe(0);
  expect(lookups("SELECT 1 FROM customers WHERE ssn = 'x'", 'mailer')).toBe(0);
  expect(plan("SELECT 1 FROM customers WHERE ssn = 'x'", 'storefront').fields.lookups).toBe(0);
});

test('what could raise because of a row is no lookup', () => {
  expect(lookups("SELECT 1 FROM customers WHERE ssn = '5'::pg_catalog.int8")).toBe(0);
  expect(lookups('SELECT 1 FROM customers WHERE ssn = $1', 'storefront', [20])).toBe(0);
});
