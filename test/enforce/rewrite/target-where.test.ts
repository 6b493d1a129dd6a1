import { expect, test } from 'vitest';
import type { Policy } from '../../../src/policy/index.js';
import { shopPolicy } from '../shop-policy.js';
import { plan } from '../small-view.js';

/** A mailer that may write, so that a row filter and a write come together. */
function writing(): Policy {
  const policy = shopPolicy();
  return { ...policy, rules: policy.rules.map((rule) => ({ ...rule, write: ['user.contact', 'system'] })) };
}

const where = (sql: string) =>
  /WHERE (.*?)(?: RETURNING.*)?$/s.exec(plan(sql, 'mailer', { policy: writing() }).text)?.[1] ?? '';

test('the row filter joins the WHERE', () => {
  expect(where("UPDATE customers SET city = 'x'")).toMatch(/EXISTS \(SELECT 1 FROM "public"\."consent"/);
  expect(where("UPDATE customers SET city = 'x' WHERE id = 5")).toMatch(/^"?id"? = 5 AND .*EXISTS/s);
  expect(where('DELETE FROM order_items WHERE order_id = 5')).toMatch(/^"?order_id"? = 5 AND .*EXISTS/s);
});

test('a condition that could raise is asked of rows that the filter lets through', () => {
  const asked = where("UPDATE customers SET city = 'x' WHERE id = 5 AND city::int4 > 5");
  expect(asked).toMatch(/^"?id"? = 5 AND .*EXISTS.* AND CASE WHEN .*EXISTS.* THEN .*city.* ELSE false END$/s);
});

test('beside what could raise the filter is asked as a whole, where the target is read', () => {
  const text = (from: string) =>
    plan(`UPDATE customers SET city = 'x' FROM ${from} WHERE customers.id = 5`, 'mailer', { policy: writing() }).text;
  const whole = /"?id"? = 5 AND CASE WHEN \(+EXISTS .* THEN true ELSE false END$/s;
  expect(text('(SELECT 1 / id AS x FROM orders) AS s')).toMatch(whole);
  expect(text('(SELECT id FROM orders LIMIT -1) AS s')).toMatch(whole);
  expect(text('(SELECT id FROM orders FOR UPDATE) AS s')).toMatch(whole);
  expect(text('orders')).not.toContain('CASE WHEN');
});

test('without a filter the WHERE stays', () => {
  const { text } = plan("UPDATE customers SET city = 'x' WHERE city::int4 > 5", 'storefront');
  expect(text).not.toContain('CASE WHEN');
});

test('a masked column in a condition is its mask', () => {
  expect(where("UPDATE customers SET city = 'x' WHERE name = 'A.'")).toMatch(/left/);
  expect(where("UPDATE customers SET city = 'x' WHERE ssn IS NULL")).toMatch(/NULL AS/);
});
