import { describe, expect, test } from 'vitest';
import { shopPolicy } from '../shop-policy.js';
import { plan } from '../small-view.js';

/** An analyst sees customers and their orders under pseudonyms: integers that are permuted. */
const readsStored = (sql: string, parameterTypes: readonly number[] = []) =>
  plan(sql, 'analyst', { parameterTypes }).text.includes('damask_s_');

describe('what is stored is compared in', () => {
  test.each([
    'SELECT count(*) FROM customers c JOIN orders o ON o.customer_id = c.id',
    'SELECT count(*) FROM customers c, orders o WHERE c.id = o.customer_id AND o.total > 5',
    'SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.customer_id IS NULL',
    'SELECT count(*) FROM customers c FULL JOIN orders ON c.id = customer_id',
    'SELECT 1 FROM customers c JOIN orders o ON o.customer_id IS NOT DISTINCT FROM c.id',
    'SELECT 1 FROM customers c JOIN customers d ON c.id <> d.id',
    'SELECT 1 FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)',
    'SELECT 1 FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders WHERE customer_id = c.id)',
    'SELECT 1 FROM customers WHERE id IN (SELECT customer_id FROM orders)',
    'SELECT 1 FROM customers WHERE id NOT IN (SELECT o.customer_id FROM orders o WHERE total > 5)',
    'SELECT 1 FROM customers WHERE id = ANY (SELECT customer_id FROM orders)',
    'SELECT 1 FROM customers WHERE id <> ALL (SELECT customer_id FROM orders)',
    'SELECT c.city, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) FROM customers c',
    'SELECT c.city, x.n FROM customers c, LATERAL (SELECT count(*) AS n FROM orders o WHERE o.customer_id = c.id) x',
    'SELECT city, count(*) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY city',
    'WITH o AS (SELECT 1 FROM customers c JOIN orders o ON c.id = o.customer_id) SELECT count(1) FROM o',
    'SELECT 1 FROM public.customers JOIN public.orders ON public.orders.customer_id = public.customers.id',
    'SELECT city FROM customers WHERE id = 5',
    'SELECT city FROM customers WHERE 5 = id',
    "SELECT city FROM customers WHERE id <> '5' OR id IN (-7, 8.0)",
    "SELECT city FROM customers WHERE id = '5'::bigint AND city = 'x'",
    'SELECT city FROM customers WHERE id = $1',
    'SELECT city FROM customers WHERE id IN ($1, $2)',
    'SELECT city FROM customers WHERE id NOT IN ($1, $2)',
    'SELECT city FROM customers WHERE id = ANY ($1)',
    'SELECT city FROM customers WHERE id <> ALL ($1)',
  ])('%s', (sql) => {
    expect(readsStored(sql)).toBe(true);
  });
});

describe('masks are compared in', () => {
  test.each([
    // Other masks, or none.
    'SELECT 1 FROM customers c JOIN orders o ON c.id = o.id',
    'SELECT 1 FROM customers c JOIN customers d ON c.email = d.email',
    'SELECT 1 FROM customers c JOIN products p ON c.id = length(p.sku)',
    "SELECT 1 FROM customers WHERE email = 'a@example.com'",
    // No equality of the two.
    'SELECT 1 FROM customers c JOIN orders o ON o.customer_id < c.id',
    'SELECT 1 FROM customers c JOIN orders o ON o.customer_id = c.id + 1',
    'SELECT 1 FROM customers c JOIN orders o ON o.customer_id = COALESCE(c.id, 1)',
    'SELECT 1 FROM customers WHERE id BETWEEN 5 AND 5',
    'SELECT 1 FROM customers WHERE id > 5',
    'SELECT 1 FROM customers WHERE id = 5 + 1',
    'SELECT 1 FROM customers WHERE id = NULL',
    'SELECT 1 FROM customers WHERE id = length(city)',
    'SELECT 1 FROM customers WHERE id IN (5, length(city))',
    "SELECT 1 FROM customers WHERE id = '5'::numeric",
    "SELECT 1 FROM customers WHERE id = ANY ('{5}')",
    'SELECT 1 FROM customers WHERE id = ANY (ARRAY[5])',
    'SELECT 1 FROM customers WHERE id <> ANY (SELECT 5)',
    // What a query gives, it gives of masks.
    'SELECT 1 FROM customers WHERE id IN (SELECT max(customer_id) FROM orders)',
    'SELECT 1 FROM customers WHERE id IN (SELECT customer_id FROM orders GROUP BY customer_id)',
    'SELECT 1 FROM customers WHERE id IN (SELECT customer_id FROM orders ORDER BY customer_id LIMIT 1)',
    'SELECT 1 FROM customers WHERE id IN (SELECT customer_id FROM orders UNION SELECT 5)',
    'SELECT 1 FROM customers WHERE id < ANY (SELECT customer_id FROM orders)',
    'SELECT 1 FROM customers c JOIN (SELECT customer_id FROM orders) o ON o.customer_id = c.id',
    'WITH o AS (SELECT customer_id FROM orders) SELECT 1 FROM customers c JOIN o ON o.customer_id = c.id',
    // Only what is grouped by may be named.
    'SELECT c.id = o.customer_id FROM customers c, orders o GROUP BY c.id, o.customer_id',
    'SELECT 1 FROM customers c, orders o GROUP BY c.id, o.customer_id HAVING c.id = o.customer_id',
    'SELECT c.id, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id), count(*) FROM customers c GROUP BY c.id',
    // A name that may be both sides'.
    'SELECT 1 FROM customers c FULL JOIN customers d USING (id) WHERE id = 5',
    'SELECT 1 FROM customers AS c (id, customer_id) JOIN orders o ON o.customer_id = c.id',
  ])('%s', (sql) => {
    expect(readsStored(sql)).toBe(false);
  });

  test('a parameter of another type, or one that stands twice', () => {
    expect(readsStored('SELECT 1 FROM customers WHERE id = $1', [23])).toBe(false);
    expect(readsStored('SELECT 1 FROM customers WHERE id = $1 OR balance = $1')).toBe(false);
    expect(readsStored('SELECT 1 FROM customers WHERE id = $1 OR balance = $1', [20])).toBe(true);
  });
});

describe('no guard gives what is stored where columns are read without their names', () => {
  test.each([
    'SELECT * FROM customers c JOIN orders o ON o.customer_id = c.id',
    'SELECT c.* FROM customers c JOIN orders o ON o.customer_id = c.id',
    'SELECT c FROM customers c JOIN orders o ON o.customer_id = c.id',
    'SELECT to_jsonb(o) FROM customers c JOIN orders o ON o.customer_id = c.id',
    'SELECT 1 FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c IS NOT NULL',
    'SELECT x FROM customers c, LATERAL (SELECT c.*) x JOIN orders o ON true WHERE o.customer_id = c.id',
    'SELECT j FROM (customers c JOIN orders o ON o.customer_id = c.id) j',
    'SELECT j.a FROM (customers c JOIN orders o ON o.customer_id = c.id) j (a)',
    'SELECT 1 FROM customers c NATURAL JOIN products p JOIN orders o ON o.customer_id = c.id',
    'SELECT count(*) FROM (TABLE customers) t, customers c JOIN orders o ON o.customer_id = c.id',
  ])('%s', (sql) => {
    expect(readsStored(sql)).toBe(false);
  });
});

test('what costs the gateway hashes, and the store text, is bounded', () => {
  const list = (count: number, item: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => item(at)).join();
  const inList = (items: string) => `SELECT 1 FROM customers WHERE id IN (${items})`;
  expect(readsStored(inList(list(100, String)))).toBe(true);
  expect(readsStored(inList(list(101, String)))).toBe(false);
  expect(readsStored(inList(list(10, (at) => `${at}::bigint`)))).toBe(true);
  expect(readsStored(inList(list(11, (at) => `${at}::bigint`)))).toBe(false);
  const many = plan(inList(list(1_000, (at) => `$${at + 1}`)), 'analyst').text;
  expect(many).toContain('damask_s_');
  expect(many.length).toBeLessThan(50_000);
});

test('nothing but the comparison reads what is stored', () => {
  const { text } = plan('SELECT c.id, o.customer_id FROM customers c JOIN orders o ON o.customer_id = c.id', 'analyst');
  const [name] = /damask_s_\w+/.exec(text) ?? [];
  expect(text.split(name ?? ' ').length).toBe(3);
  expect(text).toMatch(/^SELECT c\.id, o\.customer_id FROM /);
});

test('a relation that is written is compared as it stands', () => {
  const { rules, ...policy } = shopPolicy();
  const writing = { ...policy, rules: rules.map((rule) => ({ ...rule, write: ['system', 'user.payment'] })) };
  const textOf = (sql: string) => plan(sql, 'analyst', { policy: writing }).text;
  expect(textOf('UPDATE orders SET placed_at = now() WHERE customer_id = 5')).toMatch(
    /WHERE "?customer_id"? = \(\d+\)/,
  );
  expect(textOf('UPDATE orders o SET placed_at = now() FROM customers c WHERE c.id = o.customer_id')).toMatch(
    /"c"\."?damask_s_n?\w+"? = "?o"?\."?customer_id"?/,
  );
  expect(
    textOf("UPDATE orders SET placed_at = now() WHERE customer_id IN (SELECT id FROM customers WHERE city = 'x')"),
  ).toMatch(/"?customer_id"? IN \(SELECT "customers"\."?damask_s_/);
});
