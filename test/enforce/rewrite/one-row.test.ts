import { describe, expect, test } from 'vitest';
import { fenceIn, isFenced } from '../small-view.js';

/** `(query) = value` raises when the query gives two rows: because of a hidden row that it is asked for. */
const asked = (query: string) => isFenced(`SELECT c.id FROM customers c WHERE c.city <> 'x' OR c.id = (${query})`);

describe('gives one row at most', () => {
  test.each([
    'SELECT max(id) FROM orders',
    'SELECT max(o.id) FROM orders o WHERE o.customer_id = c.id',
    'SELECT count(*) FROM orders',
    'SELECT count(*) FROM orders o HAVING count(*) > 5',
    'SELECT COALESCE(max(id), 0) FROM orders',
    'SELECT COALESCE(min(o.id), $1) FROM orders o',
    'SELECT avg(id) FROM orders',
    'SELECT sum(id) FROM orders',
    'SELECT id FROM orders LIMIT 1',
    'SELECT id FROM orders LIMIT 0',
    'SELECT id FROM orders ORDER BY placed_at DESC FETCH FIRST ROW ONLY',
    'SELECT id FROM orders ORDER BY id OFFSET 5 LIMIT 1',
  ])('%s', (query) => {
    expect(asked(query)).toBe(false);
  });
});

describe('may give several', () => {
  test.each([
    'SELECT id FROM orders',
    'SELECT id FROM orders LIMIT 2',
    'SELECT id FROM orders LIMIT $1',
    'SELECT id FROM orders LIMIT NULL',
    'SELECT id FROM orders ORDER BY id FETCH FIRST 1 ROW WITH TIES',
    'SELECT max(id) FROM orders GROUP BY customer_id',
    'SELECT max(id) FROM orders GROUP BY ()',
    'SELECT max(id) OVER () FROM orders',
    'SELECT max(id) FROM orders ORDER BY generate_series(1, 2)',
    'SELECT DISTINCT ON (generate_series(1, 2)) max(id) FROM orders',
    'SELECT max(id) FROM orders UNION ALL SELECT 5',
    'VALUES (1), (2)',
    'SELECT COALESCE(id, 5) FROM orders',
    'SELECT COALESCE(unnest(ARRAY[1, 2]), max(id)) FROM orders',
  ])('%s', (query) => {
    expect(asked(query)).toBe(true);
  });

  test('what is put together of the rows around it', () => {
    const having = (query: string) => isFenced(`SELECT c.city FROM customers c GROUP BY c.city HAVING 5 = (${query})`);
    expect(having('SELECT max(c.id) FROM orders o')).toBe(true);
    expect(having('SELECT max(o.id) FROM orders o')).toBe(false);
    expect(having('SELECT count(*) FILTER (WHERE c.id > 5) FROM orders o')).toBe(true);
  });
});

describe('whatever may raise in a query is still asked about', () => {
  test.each([
    'SELECT max(1 / id) FROM orders',
    'SELECT max(id) FROM orders HAVING 1 / count(*) = 1',
    'SELECT max(id) FROM orders WHERE total / id > 1',
    'SELECT max(id) FROM orders OFFSET -1',
    'SELECT id::int4 FROM orders LIMIT 1',
    'SELECT id FROM orders LIMIT 1 FOR UPDATE',
    'SELECT max(p.label::int4) FROM products p',
    'SELECT id FROM orders ORDER BY 1 / id LIMIT 1',
  ])('%s', (query) => {
    expect(fenceIn(`SELECT c.id FROM customers c WHERE c.id = (${query})`)).toBe('around');
  });
});
