import { expect, test } from 'vitest';
import { isFenced } from '../small-view.js';

const asked = (query: string) => `SELECT id FROM customers WHERE city <> 'x' OR EXISTS (${query})`;

test.each([
  'SELECT count(*) FROM orders',
  'SELECT count(*) FILTER (WHERE o.id = 5) FROM orders o',
  'SELECT max(id) FROM orders',
  "SELECT string_agg('x', 'y') FROM orders",
  'SELECT count(*) OVER (ROWS 5 PRECEDING) FROM orders',
  'SELECT count(*) OVER (PARTITION BY customer_id ORDER BY placed_at) FROM orders',
  'SELECT string_agg(x::text, $1) FROM generate_series(1, 5) AS x',
  'SELECT max(x) FROM unnest($1::text[]) AS q(x)',
])('that this ran nobody finds out: %s', (query) => {
  expect(isFenced(asked(query))).toBe(false);
});

test.each([
  'SELECT max(total / id) FROM orders',
  'SELECT count(*) FILTER (WHERE 1 / o.id = 5) FROM orders o',
  'SELECT string_agg(x::text, $1) FROM generate_series(1, 5, $2) AS x',
  'SELECT count(*) OVER (ROWS -5 PRECEDING) FROM orders',
  'SELECT 1 FROM orders HAVING 1 / count(*) = 1',
  'SELECT 1 FROM orders HAVING 1 / count(1) = 1',
  'SELECT count(*) OVER (PARTITION BY o) FROM orders o',
  'SELECT count(*) OVER (ORDER BY ROW(o.id, o)) FROM orders o',
  'SELECT max(value) FROM jsonb_each_text($1)',
])('that this ran an error could tell: %s', (query) => {
  expect(isFenced(asked(query))).toBe(true);
});

test('where it runs whatever the rows are, an error is the caller’s own', () => {
  expect(isFenced('SELECT max(total / id) FROM orders')).toBe(false);
  expect(isFenced('SELECT id, (SELECT max(x.total / x.id) FROM orders x) FROM customers')).toBe(false);
  expect(isFenced('SELECT m FROM (SELECT max(total / id) AS m FROM orders) AS x')).toBe(false);
  expect(isFenced('SELECT m FROM (SELECT max(total / id) AS m FROM orders) AS x, customers')).toBe(true);
});
