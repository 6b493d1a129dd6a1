import { expect, test } from 'vitest';
import { isFenced } from '../small-view.js';

test.each([
  ['c.id = (SELECT max(id) FROM orders)', false],
  ['(SELECT count(*) FROM orders x WHERE x.customer_id = c.id) > 3', false],
  ['o.total > (SELECT avg(id) FROM orders)', false],
  ['o.total > (SELECT avg(total) FROM orders)', true],
  ['c.id BETWEEN (SELECT min(id) FROM orders) AND (SELECT max(id) FROM orders)', false],
  ['c.id IN (5, (SELECT max(id) FROM orders))', false],
  ['c.city = COALESCE((SELECT max(city) FROM customers), $1)', false],
  ['c.id = ANY (ARRAY(SELECT customer_id FROM orders))', false],
  ['c.id = ALL (SELECT max(id) FROM orders GROUP BY customer_id)', false],
  ['o.placed_at = (SELECT max(x.placed_at) FROM orders x WHERE x.customer_id = o.customer_id)', false],
  ['c.id = (SELECT s.n FROM (SELECT row_number() OVER (ORDER BY id) AS n FROM orders) s WHERE s.n = 1 LIMIT 1)', false],
  ['c.id = ANY (ARRAY(SELECT 5::oid))', true],
  ['c.city = ANY (ARRAY(SELECT label FROM products))', true],
  ['o.total = (SELECT max(5::float8) FROM orders)', true],
  ['c.city = COALESCE((SELECT label FROM products LIMIT 1), $1)', true],
  ['c.id = (SELECT string_agg(city, $1) FROM customers)::int8', true],
  ['c.id + (SELECT max(id) FROM orders) = 5', true],
])('%s is fenced: %s', (condition, fenced) => {
  expect(isFenced(`SELECT 1 FROM customers c, orders o, products p WHERE ${condition}`)).toBe(fenced);
});

test('what is put together, or numbered, and then compared needs no fence', () => {
  const counted = 'SELECT customer_id, count(*) AS n, sum(id) AS s FROM orders GROUP BY customer_id';
  const numbered = 'SELECT id, row_number() OVER (PARTITION BY customer_id ORDER BY placed_at DESC) AS n FROM orders';
  expect(isFenced(`SELECT customer_id FROM (${counted}) x WHERE n > 2 AND s > 5.5`)).toBe(false);
  expect(isFenced(`SELECT id FROM (${numbered}) x WHERE n = 1`)).toBe(false);
  expect(isFenced(`${counted} HAVING count(*) > 2 AND sum(id) > 100`)).toBe(false);
  expect(isFenced(`SELECT id FROM (${numbered.replace('row_number()', 'ntile(0)')}) x WHERE n = 1`)).toBe(true);
});
