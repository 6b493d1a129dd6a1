import { expect, test } from 'vitest';
import { leastOf } from '../../src/enforce/plan-statements.js';
import { plan, refusal } from './small-view.js';

test('it is known what a statement shows', () => {
  expect(plan('SELECT 1 FROM customers').fields).toEqual({ pass: 4, mask: 1, withhold: 4, lookups: 0 });
  expect(plan('SELECT 1 FROM products')).toMatchObject({
    touchesProtected: false,
    fields: { pass: 0, mask: 0, withhold: 0, lookups: 0 },
  });
});

test('what one part of a statement returns another part does not write', () => {
  expect(
    refusal(
      'WITH x AS (UPDATE customers SET city = city RETURNING email) INSERT INTO products (sku) SELECT email FROM x',
      'storefront',
    ),
  ).toMatch(/^42501/);
});

test('the least of limits counts', () => {
  expect([leastOf(null, null), leastOf(5, null), leastOf(5, 3), leastOf()]).toEqual([null, 5, 3, null]);
});

test('a comment within what PostgreSQL takes for one token is blank, in what is sent too', () => {
  const { text } = plan("SELECT id FROM products WHERE sku NOT /* its -- */ IN ('a', '/* stays */') -- end");
  expect(text).toMatch(/NOT\s+IN \('a', '\/\* stays \*\/'\)/);
});
