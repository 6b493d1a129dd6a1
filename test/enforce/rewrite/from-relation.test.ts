import { expect, test } from 'vitest';
import { outline, plan, refusal } from '../small-view.js';

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

test('a statement reads no more relations than can be judged in short time', () => {
  const unions = (count: number) => Array(count).fill('SELECT id FROM orders').join(' UNION ALL ');
  const nested = (count: number) => `SELECT 1 FROM ${Array.from({ length: count }, (_, at) => `orders o${at}`).join()}`;
  expect(refusal(unions(200))).toMatch(/^admitted/);
  expect(refusal(nested(250))).toMatch(/^admitted/);
  expect(refusal(nested(251))).toMatch(/^54001 the statement reads more than 250 relations/);
});

test('a query of a WITH takes the name of a relation, unless a schema is said; a view has no sample', () => {
  expect(refusal('SELECT 1 FROM customer_mail TABLESAMPLE SYSTEM (5)')).toMatch(/^42501 TABLESAMPLE of a view/);
  expect(plan('WITH customers AS (SELECT 1 AS id) SELECT id FROM customers').text).not.toContain('damask_row');
  expect(plan('WITH customers AS (SELECT 1 AS id) SELECT id FROM public.customers').text).toContain('damask_row');
});
