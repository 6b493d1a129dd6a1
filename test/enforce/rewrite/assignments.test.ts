import { expect, test } from 'vitest';
import { plan, refusal } from '../small-view.js';

test.each([
  "UPDATE customers SET city = 'x'",
  'UPDATE customers SET balance = balance - 1',
  'UPDATE customers SET city = DEFAULT, email = lower(email)',
  "UPDATE customers SET (city, email) = ('x', 'y')",
])('%s', (sql) => {
  expect(plan(sql, 'storefront').text).toMatch(/^UPDATE "?public"?\."?customers"? SET/);
});

test.each([
  ["UPDATE customers SET ssn = 'x'", /may not be written/],
  ['UPDATE customers SET city = ssn', /may not be copied/],
  ['UPDATE customers SET city = email', /may not be copied/],
  ['UPDATE customers SET nothing = 1', /does not exist/],
  ['DELETE FROM customers', /may not be deleted/],
] as const)('%s is refused', (sql, why) => {
  expect(refusal(sql, 'storefront')).toMatch(why);
});
