import { expect, test } from 'vitest';
import { plan, refusal } from '../small-view.js';

test.each([
  "UPDATE customers SET city = 'x'",
  'UPDATE customers SET balance = balance - 1',
  'UPDATE customers SET city = DEFAULT, email = lower(email)',
  "UPDATE customers SET (city, email) = ('x', 'y')",
  "UPDATE customers SET city = CASE WHEN id = 1 THEN 'a' WHEN customers.id = $1 THEN $2 ELSE city END WHERE id IN (1, 2)",
  "UPDATE customers SET city = CASE id WHEN 1 THEN 'a' WHEN 2 THEN 'b' ELSE NULL END",
  "UPDATE customers SET city = CASE WHEN lower(email) = 'x' THEN CASE WHEN name IS NULL THEN 'a' END END",
  "UPDATE customers SET city = COALESCE(city, CASE WHEN email IS NULL THEN 'a' END)",
])('%s', (sql) => {
  expect(plan(sql, 'storefront').text).toMatch(/^UPDATE "?public"?\."?customers"? SET/);
});

test.each([
  ["UPDATE customers SET ssn = 'x'", /may not be written/],
  ['UPDATE customers SET city = ssn', /may not be copied/],
  ['UPDATE customers SET city[length(email)] = 1', /`email` may not be copied/],
  ['UPDATE customers SET city = email', /may not be copied/],
  ['UPDATE customers SET city = CASE WHEN id = 1 THEN email END', /`email` may not be copied/],
  ['UPDATE customers SET city = CASE WHEN id = 1 THEN city ELSE name END', /`name` may not be copied/],
  ["UPDATE customers SET city = CASE WHEN ssn LIKE '1%' THEN 'a' ELSE 'b' END", /`ssn` may not be copied/],
  ["UPDATE customers SET city = CASE ssn WHEN '1' THEN 'a' END", /`ssn` may not be copied/],
  ["UPDATE customers SET city = CASE WHEN email = 'x' THEN email ELSE 'b' END", /`email` may not be copied/],
  ["UPDATE customers SET city = CASE WHEN (SELECT email) = 'x' THEN 'a' END", /may not be copied/],
  ['UPDATE customers SET city = COALESCE(email, city)', /may not be copied/],
  ['UPDATE customers SET nothing = 1', /does not exist/],
  ['DELETE FROM customers', /may not be deleted/],
] as const)('%s is refused', (sql, why) => {
  expect(refusal(sql, 'storefront')).toMatch(why);
});
