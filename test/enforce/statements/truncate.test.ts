import { expect, test } from 'vitest';
import { shopPolicy } from '../shop-policy.js';
import { plan, refusal } from '../small-view.js';

test('who sees all rows of a relation and may delete them may empty it', () => {
  expect(plan('TRUNCATE order_items, products RESTART IDENTITY', 'storefront').text.replaceAll('"', '')).toBe(
    'TRUNCATE public.order_items, public.products RESTART IDENTITY',
  );
});

test.each([
  ['what may not be deleted', 'TRUNCATE customers'],
  ['what others refer to', 'TRUNCATE order_items CASCADE'],
  ['a view', 'TRUNCATE customer_mail'],
])('%s is not emptied', (_, sql) => {
  expect(refusal(sql, 'storefront')).toMatch(/^42501/);
});

test('nor are rows that may not be seen', () => {
  const policy = shopPolicy();
  const rules = policy.rules.map((rule) => ({ ...rule, write: ['system'] }));
  expect(refusal('TRUNCATE order_items', 'mailer', { policy: { ...policy, rules } })).toMatch(
    /^42501 `public\.order_items` has rows that may not be seen/,
  );
});
