import { expect, test } from 'vitest';
import { outline, plan, refusal } from '../small-view.js';

const guards = (sql: string) => plan(sql).text.match(/AS damask_row/g)?.length ?? 0;

test.each([
  ['SELECT 1 FROM customers', 1],
  ['TABLE customers', 1],
  ['SELECT 1 FROM customers UNION ALL TABLE orders', 2],
  ['WITH c AS (SELECT 1 FROM customers) SELECT 1 FROM c, c d', 1],
  ['WITH RECURSIVE c AS (SELECT 1 AS n FROM customers UNION SELECT n FROM c, orders) SELECT 1 FROM c', 2],
  ['SELECT 1 FROM customer_mail', 1],
  ['VALUES (1)', 0],
])('%s has %i guards', (sql, count) => {
  expect(guards(sql)).toBe(count);
});

test('a common table takes the place of a table of its name, from where it can be named', () => {
  expect(plan('WITH customers AS (SELECT 1 AS id) SELECT id FROM customers').text).toBe(
    'WITH customers AS (SELECT 1 AS id) SELECT id FROM customers',
  );
  expect(guards('WITH customers AS (SELECT id FROM customers) SELECT id FROM customers')).toBe(1);
  expect(guards('WITH customers AS (SELECT 1) SELECT 1 FROM public.customers')).toBe(1);
  expect(guards('WITH a AS (SELECT id FROM customers), customers AS (SELECT 1) SELECT 1 FROM customers')).toBe(1);
});

test('a recursive common table can be named from the start', () => {
  expect(guards('WITH RECURSIVE a AS (SELECT 1 FROM customers), customers AS (SELECT 1) SELECT 1 FROM a')).toBe(0);
});

test('a common table of a subquery is not one outside', () => {
  expect(guards('SELECT 1 FROM (WITH customers AS (SELECT 1) SELECT 1 FROM customers) x, customers')).toBe(1);
});

test('SELECT INTO is refused', () => {
  expect(refusal('SELECT 1 AS a INTO x')).toMatch(/^42501 definitions .* are not permitted/);
});

test('FOR UPDATE names aliases, which stay', () => {
  expect(outline(plan('SELECT 1 FROM customers c FOR UPDATE OF c NOWAIT'))).toMatch(/FOR UPDATE OF c NOWAIT$/);
});

test('data-modifying common tables are rewritten', () => {
  const { text } = plan("WITH x AS (UPDATE customers SET city = 'x' RETURNING ssn) SELECT * FROM x", 'storefront');
  expect(text).not.toMatch(/RETURNING "?ssn"?\)/);
});
