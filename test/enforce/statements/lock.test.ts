import { expect, test } from 'vitest';
import { plan, refusal } from '../small-view.js';

test('who may write a relation may lock it, and who may read it may say so', () => {
  expect(plan('LOCK TABLE customers', 'storefront').text).toMatch(/LOCK TABLE "?public"?\.customers/);
  expect(plan('LOCK customers, products IN EXCLUSIVE MODE NOWAIT', 'storefront').text).toContain('NOWAIT');
  expect(plan('LOCK ONLY orders IN ACCESS SHARE MODE', 'mailer').text).toContain('ACCESS SHARE');
});

test.each([
  ['LOCK TABLE customers', 'mailer'],
  ['LOCK TABLE customer_mail', 'storefront'],
] as const)('%s is refused to %s', (sql, asker) => {
  expect(refusal(sql, asker)).toMatch(/^42501/);
});

test('what nobody named may not be locked where that is shut', () => {
  expect(refusal('LOCK TABLE products', 'storefront', { unlisted: 'refuse' })).toMatch(/^42501/);
});
