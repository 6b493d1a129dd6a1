import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { shopTables } from '../../../src/cli/demo/schema.js';
import { inventShop } from '../../../src/cli/demo/shop.js';

const digest = (seed: number) =>
  createHash('sha256')
    .update(JSON.stringify(inventShop({ customers: 200, seed })))
    .digest('hex');

test('the same seed gives the same rows, another seed others', () => {
  expect(digest(1)).toBe(digest(1));
  expect(digest(1)).not.toBe(digest(2));
});

test('every row of a table has the same members', () => {
  const shop = inventShop({ customers: 200, seed: 1 });
  for (const table of shopTables) {
    const shapes = new Set(shop[table].map((row) => Object.keys(row).join()));
    expect(shapes.size).toBe(1);
  }
});

test('what points to a customer, an order or a product points to one that is there', () => {
  const shop = inventShop({ customers: 200, seed: 1 });
  const ids = (rows: readonly Readonly<Record<string, unknown>>[], column: string) =>
    new Set(rows.map((row) => row[column]));
  const customers = ids(shop.customers, 'id');
  for (const table of ['orders', 'support_tickets', 'consents'] as const) {
    for (const { customer_id } of shop[table]) expect(customers.has(customer_id)).toBe(true);
  }
  const orders = ids(shop.orders, 'id');
  const products = ids(shop.products, 'sku');
  for (const { order_id, sku } of shop.order_items) {
    expect(orders.has(order_id)).toBe(true);
    expect(products.has(sku)).toBe(true);
  }
});
