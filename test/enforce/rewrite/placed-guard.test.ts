import { expect, test } from 'vitest';
import { plan, refusal } from '../small-view.js';

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

test('rows are not passed over by their locks below a fence', () => {
  expect(refusal('SELECT id FROM customers WHERE id = 5 FOR UPDATE SKIP LOCKED')).toMatch(/^admitted/);
  expect(refusal('SELECT id FROM customers WHERE id / 0 = 5 FOR UPDATE')).toMatch(/^admitted/);
  expect(refusal('SELECT id FROM customers WHERE id / 0 = 5 FOR UPDATE SKIP LOCKED')).toMatch(/^42501 SKIP LOCKED/);
  expect(refusal('SELECT id FROM orders WHERE id / 0 = 5 FOR UPDATE NOWAIT', 'storefront')).toMatch(/^admitted/);
});
