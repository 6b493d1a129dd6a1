import { expect, test } from 'vitest';
import { openTarget, targetItem } from '../../../src/enforce/rewrite/target.js';
import type { Struct } from '../../../src/sql/index.js';
import { refusal, smallCatalog, smallContext } from '../small-view.js';

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

test('a column that a function of rows is called like is written without its table', () => {
  const [leak] = smallCatalog.functionsNamed('leak');
  const products = smallCatalog.relation('public', 'products');
  const [sku] = products?.columns ?? [];
  if (leak === undefined || products === undefined || sku === undefined) throw new Error('no products');
  const notes = { ...products, oid: 19_001, name: 'notes', columns: ['id', 'leak'].map((name) => ({ ...sku, name })) };
  const withFunction = (...argumentTypes: readonly number[]) => ({
    catalog: {
      ...smallCatalog,
      relation: (schema: string, name: string) => (name === 'notes' ? notes : smallCatalog.relation(schema, name)),
      functionsNamed: (name: string) =>
        name === 'leak' ? [{ ...leak, argumentTypes }] : smallCatalog.functionsNamed(name),
    },
  });
  const [ofRows, ofNumbers] = [withFunction(16_601), withFunction(20)];
  for (const sql of [
    "INSERT INTO notes VALUES ('x') RETURNING notes.leak",
    "INSERT INTO notes VALUES ('x') ON CONFLICT (id) DO UPDATE SET id = excluded.leak",
    "UPDATE notes n SET id = 'x' WHERE n.leak IS NULL",
    "UPDATE notes SET id = 'x' RETURNING public.notes.leak",
    'DELETE FROM notes USING products WHERE notes.leak = title',
    'MERGE INTO notes USING products ON notes.leak = title WHEN MATCHED THEN DELETE',
    'DELETE FROM notes RETURNING old.leak',
  ]) {
    const why = /^42501 column `leak` is called as a function is that takes rows/;
    expect([sql, refusal(sql, 'storefront', ofRows)]).toEqual([sql, expect.stringMatching(why)]);
    expect([sql, refusal(sql, 'storefront', ofNumbers)]).toEqual([sql, expect.stringMatching(/^admitted/)]);
  }
  for (const sql of ["UPDATE notes SET leak = 'x' WHERE leak IS NULL RETURNING leak", 'SELECT leak FROM notes'])
    expect(refusal(sql, 'storefront', ofRows)).toMatch(/^admitted/);
});
