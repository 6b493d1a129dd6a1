import { expect, test } from 'vitest';
import { isFenced } from '../small-view.js';

const asked = (query: string) => isFenced(`SELECT id FROM customers WHERE city <> 'x' OR EXISTS (${query})`);

test.each([
  'SELECT DISTINCT o FROM orders o',
  'SELECT o.id FROM orders o ORDER BY o',
  'SELECT count(*) FROM orders o GROUP BY o',
  'SELECT DISTINCT ON (o) id FROM orders o',
  'SELECT o AS r FROM orders o ORDER BY r',
  'SELECT o FROM orders o ORDER BY 1',
  'SELECT count(*) FROM orders o GROUP BY ROLLUP (o)',
  'SELECT count(DISTINCT o) FROM orders o',
  'SELECT count(o.id ORDER BY o) FROM orders o',
  'SELECT count(*) OVER w FROM orders o WINDOW w AS (PARTITION BY o)',
  'SELECT count(*) OVER w FROM orders o WINDOW w AS (ORDER BY o DESC)',
])('rows that may have nothing to compare them by: %s', (query) => {
  expect(asked(query)).toBe(true);
});

test.each([
  'SELECT DISTINCT id FROM orders',
  'SELECT id FROM orders ORDER BY placed_at',
  'SELECT customer_id FROM orders GROUP BY customer_id',
  'SELECT DISTINCT ON (customer_id) id FROM orders ORDER BY customer_id, id',
  'SELECT id AS n FROM orders ORDER BY n',
  'SELECT id FROM orders ORDER BY 1',
  'SELECT count(*) FROM orders GROUP BY ROLLUP (customer_id)',
  'SELECT count(DISTINCT customer_id) FROM orders',
  'SELECT count(id ORDER BY placed_at) FROM orders',
])('values that have: %s', (query) => {
  expect(asked(query)).toBe(false);
});

test('what is compared is the caller’s own where it is in any case', () => {
  expect(isFenced('SELECT DISTINCT c FROM customers c')).toBe(false);
});
