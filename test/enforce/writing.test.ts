import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openShop, type Shop, type Visitor } from './shop.js';

let shop: Shop;
let storefront: Visitor;

beforeAll(async () => {
  shop = await openShop();
  storefront = await shop.as('storefront');
});
beforeEach(() => storefront.ask('BEGIN'));
afterEach(() => storefront.ask('ROLLBACK'));
afterAll(async () => {
  await storefront?.close();
  await shop?.close();
});

test.each([
  [
    'RETURNING shows what may be seen, under its own name',
    "INSERT INTO customers (id, name, email) VALUES (100, 'New', 'n@x') RETURNING id, name, ssn",
    [['100', 'New', null]],
  ],
  [
    'RETURNING * names the columns one by one',
    "UPDATE customers SET city = 'Oslo' WHERE id = 1 RETURNING *",
    [['1', 'Name 1', 'user1@example.com', '*****', null, 'Oslo', null, '10.00', '2026-01-01 00:00:00+00']],
  ],
  [
    'a protected column is its mask in a condition',
    "UPDATE customers SET city = 'x' WHERE ssn = 'SSN-1' RETURNING id",
    [],
  ],
  [
    'the mask itself can be asked for',
    "UPDATE customers SET city = 'x' WHERE ssn = '*****' AND id = 2 RETURNING id",
    [['2']],
  ],
  [
    'a column can be made of itself',
    'UPDATE customers SET balance = balance - 4 WHERE id = 1 RETURNING balance',
    [['6.00']],
  ],
  [
    'the row before and after',
    "UPDATE customers SET city = 'q' WHERE id = 2 RETURNING old.city, new.city, old.ssn",
    [['Rome', 'q', '*****']],
  ],
  [
    'a row that is there already is updated',
    "INSERT INTO customers (id, name) VALUES (1, 'dup') ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING name",
    [['dup']],
  ],
  [
    'other relations are seen through their guards',
    "UPDATE customers SET city = 'z' FROM orders o WHERE o.customer_id = customers.id AND o.id = 1 RETURNING customers.id, o.total",
    [['2', '7.00']],
  ],
  ['a deletion', 'DELETE FROM order_items WHERE order_id = 1 RETURNING sku', [['sku1']]],
  ['within WITH', 'WITH d AS (DELETE FROM order_items WHERE order_id = 2 RETURNING *) SELECT count(*) FROM d', [['1']]],
])('%s', async (_, statement, rows) => {
  expect(await storefront.ask(statement)).toEqual(rows);
});

test.each([
  ["UPDATE customers SET ssn = 'x'", /`public.customers.ssn` may not be written/],
  ['UPDATE customers SET city = ssn', /may not be copied/],
  ['UPDATE customers SET city = name', /may not be copied/],
  ['UPDATE customers SET (city, email) = (SELECT ssn, email FROM customers LIMIT 1)', /copying/],
  ['UPDATE products SET title = c.email FROM customers c', /copying/],
  ['UPDATE customers SET city = customers::text', /whole row/],
  ['DELETE FROM order_items RETURNING order_items', /whole row/],
  ['DELETE FROM order_items RETURNING to_json(order_items.*)', /whole row/],
  ['DELETE FROM customers', /`\w+` may not be written/],
  ['MERGE INTO customers c USING products p ON true WHEN MATCHED THEN DELETE', /may not be deleted/],
  [
    'MERGE INTO customers c USING orders o ON o.customer_id = c.id WHEN MATCHED THEN UPDATE SET city = o.status',
    /copying|does not exist/,
  ],
  ['TRUNCATE customers', /may not be deleted/],
])('%s is refused', async (statement, message) => {
  const refusal = await storefront.refusal(statement);
  expect(refusal.sqlstate).toBe('42501');
  expect(refusal.message).toMatch(message);
});

test.each([
  [
    'UPDATE customers SET city = city FROM orders WHERE orders.customer_id = customers.id AND orders.id < 4',
    'customers',
    'orders',
  ],
  ['UPDATE customers c SET city = city FROM orders o WHERE o.customer_id = c.id AND o.id < 4', 'c', 'o'],
  ['UPDATE orders o SET total = total FROM customers c WHERE o.customer_id = c.id AND o.id < 4', 'o', 'c'],
  [
    'UPDATE customers c SET city = city FROM products p, orders o WHERE o.customer_id = c.id AND o.id < 4',
    'c',
    'p',
    'o',
  ],
  [
    'UPDATE customers c SET city = city FROM (SELECT 1 AS one, ssn FROM customers) s WHERE c.id < 4 AND c.ssn = s.ssn',
    'c',
    's',
  ],
  ['DELETE FROM order_items i USING orders o WHERE o.id = i.order_id AND o.id < 4', 'i', 'o'],
  [
    'DELETE FROM order_items USING orders JOIN customers ON customers.id = orders.customer_id WHERE orders.id = order_items.order_id AND orders.id < 4',
    'order_items',
    'orders',
    'customers',
  ],
])('RETURNING * beside others gives what naming them one by one does: %s', async (sql, ...aliases) => {
  const sorted = (rows: readonly (readonly unknown[])[]) => rows.map((row) => JSON.stringify(row)).sort();
  await storefront.ask('SAVEPOINT before');
  const all = await storefront.ask(`${sql} RETURNING *`);
  await storefront.ask('ROLLBACK TO before');
  const each = await storefront.ask(`${sql} RETURNING ${aliases.map((alias) => `${alias}.*`).join(', ')}`);
  expect(sorted(all)).toEqual(sorted(each));
  expect(all.length).toBeGreaterThan(0);
  // Never what is stored behind a mask.
  expect(JSON.stringify(all)).not.toMatch(/SSN-/);
});
