import { expect, test } from 'vitest';
import { shopPolicy } from '../shop-policy.js';
import { plan, refusal } from '../small-view.js';

const shop = shopPolicy();
const principals = new Map(
  [...shop.principals].map(([name, principal]) => [name, { ...principal, may: new Set(['maintenance'] as const) }]),
);
const permitted = { policy: { ...shop, principals } };

test.each([
  'ANALYZE',
  'VACUUM',
  'ANALYZE customers (ssn), orders',
  'VACUUM (ANALYZE, FREEZE) customers',
  'REINDEX TABLE CONCURRENTLY customers',
  'CLUSTER customers',
  'REFRESH MATERIALIZED VIEW customer_copy',
])('%s passes for who may', (sql) => {
  const { text } = plan(sql, 'mailer', permitted);
  expect(text.replaceAll('"', '').replaceAll('public.', '')).toBe(sql);
  if (/customer/.test(sql)) expect(text).toMatch(/"?public"?\./);
  expect(refusal(sql)).toMatch(/^42501 maintenance is not permitted/);
});

test.each(['VACUUM (VERBOSE) customers', 'ANALYZE VERBOSE', 'REINDEX (VERBOSE) TABLE customers'])(
  '%s tells of rows',
  (sql) => {
    expect(refusal(sql, 'mailer', permitted)).toMatch(/^42501 VERBOSE/);
  },
);

test('what nobody has does not exist', () => {
  expect(refusal('ANALYZE nothing', 'mailer', permitted)).toMatch(/^42P01/);
});
