import { expect, test } from 'vitest';
import { plan, refusal } from '../small-view.js';

const admitted = /^admitted/;

test.each([
  'INSERT INTO orders (id, customer_id) VALUES (1, 2)',
  'INSERT INTO orders VALUES (1, 2, 3)',
  'INSERT INTO orders (id, total[1]) VALUES (1, 2)',
  'INSERT INTO orders DEFAULT VALUES',
  'INSERT INTO orders (id) VALUES (1) ON CONFLICT DO NOTHING',
  'INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET total = excluded.total',
  'INSERT INTO orders (id) VALUES (1) ON CONFLICT ON CONSTRAINT orders_pkey DO NOTHING',
  'UPDATE customers SET balance = balance - 10 WHERE id = 1',
  "UPDATE customers SET (city, email) = ('x', 'y')",
  'UPDATE customers SET city = DEFAULT',
  'DELETE FROM orders WHERE id = 1',
  'DELETE FROM orders USING customers c WHERE c.id = customer_id',
  "MERGE INTO products p USING (VALUES ('a')) v(s) ON p.sku = v.s WHEN NOT MATCHED THEN INSERT (sku) VALUES (v.s)",
])('%s', (sql) => {
  expect(refusal(sql, 'storefront')).toMatch(admitted);
});

test.each([
  ['INSERT INTO customers (id, ssn) VALUES (1, 2)', /column `public\.customers\.ssn` may not be written/],
  ['INSERT INTO orders (id, total[leak(1)]) VALUES (1, 2)', /function `public\.leak` is not listed/],
  ['INSERT INTO orders (id, total[(SELECT 1 FROM customers)]) VALUES (1, 2)', /copying from protected relations/],
  ['INSERT INTO customers VALUES (1, 2, 3, 4)', /column `public\.customers\.ssn` may not be written/],
  ["UPDATE customers SET ssn = 'x'", /may not be written/],
  ["UPDATE customers SET (city, ssn) = ('x', 'y')", /may not be written/],
  ["INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET ssn = 'x'", /may not be written/],
  ['UPDATE customers SET city = email', /^admitted|may not be copied into/],
  ['UPDATE customers SET city = name', /`name` may not be copied into `city`/],
  ['UPDATE customers SET city = ssn', /`ssn` may not be copied into `city`/],
  ['INSERT INTO customers (id) VALUES (1) ON CONFLICT (lower(email)) DO NOTHING', /expression/],
  ["INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) WHERE ssn = 'x' DO NOTHING", /WHERE for its index/],
  ['MERGE INTO customers c USING products p ON false WHEN MATCHED THEN DELETE', /may not be deleted/],
])('%s', (sql, why) => {
  expect(refusal(sql, 'storefront')).toMatch(why);
});

test('who may write nothing may delete nothing', () => {
  expect(refusal('DELETE FROM customers', 'analyst')).toMatch(/^42501 rows of `public\.customers` may not be deleted/);
});

test('an INSERT without a column list names the columns that it fills', () => {
  expect(plan('INSERT INTO orders VALUES (1, 2)', 'storefront').text.replaceAll('"', '')).toMatch(
    /orders ?\(id, customer_id\)/,
  );
});
