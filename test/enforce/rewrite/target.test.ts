import { expect, test } from 'vitest';
import { openTarget, targetItem } from '../../../src/enforce/rewrite/target.js';
import type { Struct } from '../../../src/sql/index.js';
import { refusal, smallContext } from '../small-view.js';

const range = (relname: string, alias?: string): Struct => ({
  relname,
  ...(alias === undefined ? {} : { alias: { aliasname: alias } }),
});

test('a target is qualified, and known to the referee where it is protected', () => {
  const context = smallContext('storefront');
  const customers = range('customers', 'c');
  expect(openTarget(customers, context)).toMatchObject({ alias: 'c', relation: { name: 'customers' } });
  expect(customers.schemaname).toBe('public');
  expect(context.targets.has(customers)).toBe(true);
  expect(context.touched.size).toBe(1);
  const products = range('products');
  expect(openTarget(products, context)).toMatchObject({ alias: 'products', compiled: null });
  expect(context.targets.has(products)).toBe(false);
});

test('all columns of a target are known by name, so that none is taken for another’s', () => {
  const context = smallContext('mailer');
  const item = targetItem(openTarget(range('customers'), context), context);
  expect(item.columns?.map(({ name }) => name)).toContain('ssn');
  expect(item).toMatchObject({ plain: false, qualified: { schema: 'public', name: 'customers' } });
  expect(targetItem(openTarget(range('products', 'p'), context), context)).toMatchObject({
    plain: true,
    qualified: null,
  });
});

test.each([
  ['DELETE FROM customer_mail', /through view/],
  ['UPDATE customer_mail SET mail = NULL', /through view/],
  ['DELETE FROM nobody', /^42P01/],
])('%s is refused', (sql, why) => {
  expect(refusal(sql, 'storefront')).toMatch(why);
});

test('a view over what nobody protects is written like a table, where what is unlisted is allowed', () => {
  expect(refusal('DELETE FROM product_list', 'storefront')).toMatch(/^admitted: /);
  expect(refusal('DELETE FROM product_list', 'storefront', { unlisted: 'refuse' })).toMatch(/^42501 /);
});

test('where what is unlisted is refused, it is not written either', () => {
  expect(refusal('DELETE FROM products', 'storefront', { unlisted: 'refuse' })).toMatch(
    /^42501 relation `public\.products` is not in the data map/,
  );
});
