import { describe, expect, test } from 'vitest';
import { outline, plan, refusal } from '../small-view.js';

test.each([
  ['SELECT sku FROM products', 'SELECT sku FROM "public".products'],
  ['SELECT sku FROM public.products', 'SELECT sku FROM public.products'],
  ['SELECT id FROM customers', 'SELECT id FROM [public.customers] AS "customers"'],
  ['SELECT id FROM shop.public.customers x', 'SELECT id FROM [public.customers] x'],
  ['SELECT sku FROM product_list', 'SELECT sku FROM "public".product_list'],
])('%s', (sql, sent) => {
  expect(outline(plan(sql)).replaceAll('"', '')).toBe(sent.replaceAll('"', ''));
});

test('a view over what is protected stands as its definition, guards inside', () => {
  const { text } = plan('SELECT mail FROM customer_mail');
  expect(text).not.toMatch(/FROM "?public"?\."?customer_mail/);
  expect(text).toContain('AS damask_row');
});

test('a partition has its table’s guard', () => {
  expect(plan('SELECT id FROM tickets_1').text).toMatch(/"tickets_1" AS damask_row WHERE/);
});

test.each([
  ['SELECT * FROM nobody', /^42P01 relation "nobody" does not exist/],
  ['SELECT * FROM other.customers', /^42P01 relation "other\.customers" does not exist/],
  ['SELECT * FROM elsewhere.public.customers', /^42501 cross-database/],
  ['SELECT * FROM customer_copy', /^42501 materialized view `public\.customer_copy` holds a copy/],
  ['SELECT * FROM broken_view', /^42501 the definition of `public\.broken_view` can not be read/],
  ['SELECT last_value FROM counter', /^42501/],
])('%s is refused', (sql, why) => {
  expect(refusal(sql)).toMatch(why);
});

describe('where what is unlisted is refused', () => {
  const closed = { unlisted: 'refuse' } as const;

  test.each(['products', 'product_list', 'customer_copy'])('%s is', (name) => {
    expect(refusal(`SELECT 1 FROM ${name}`, 'mailer', closed)).toMatch(/^42501 .*(not in the data map|copy)/);
  });

  test('what is listed is not', () => {
    expect(refusal('SELECT 1 FROM customers, customer_mail', 'mailer', closed)).toMatch(/^admitted/);
  });
});

test('without a purpose nothing can be named', () => {
  expect(refusal('SELECT 1 FROM customers', 'analyst', { purpose: null })).toMatch(/^42501 no purpose has been said/);
  expect(refusal('SELECT 1', 'analyst', { purpose: null })).toBe('admitted: SELECT 1');
});
