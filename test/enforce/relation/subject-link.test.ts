import { expect, test } from 'vitest';
import { joinCondition } from '../../../src/enforce/relation/subject-link.js';
import '../small-view.js';

const items = { schema: 'public', name: 'order_items' };
const orders = { schema: 'public', name: 'orders' };
const join = (on: string) => joinCondition(on, items, 'l', orders, 'r');

test('equalities become conditions over the aliases', () => {
  expect(join('order_items.order_id = orders.id')).toBe('"l"."order_id" OPERATOR(pg_catalog.=) "r"."id"');
  expect(join('orders.id = public.order_items.order_id AND order_items."a b" = orders.b')).toBe(
    '"r"."id" OPERATOR(pg_catalog.=) "l"."order_id" AND "l"."a b" OPERATOR(pg_catalog.=) "r"."b"',
  );
});

test.each([
  'order_items.order_id < orders.id',
  'order_items.order_id = orders.id OR true',
  'order_items.order_id = 5',
  'order_id = orders.id',
  'customers.id = orders.id',
  'lower(order_items.a) = orders.b',
  'order_items.order_id IN (orders.id)',
  'true',
])('%s can not be read', (on) => {
  expect(() => join(on)).toThrow(/can not be read/);
});

test('what is no condition can not be read either', () => {
  expect(() => join('')).toThrow();
});
