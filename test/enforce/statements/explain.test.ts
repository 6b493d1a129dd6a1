import { expect, test } from 'vitest';
import type { StatementClass } from '../../../src/policy/index.js';
import { shopPolicy } from '../shop-policy.js';
import { outline, plan, refusal } from '../small-view.js';

const shop = shopPolicy();
const permitting = (...may: readonly StatementClass[]) => ({
  ...shop,
  principals: new Map([...shop.principals].map(([name, principal]) => [name, { ...principal, may: new Set(may) }])),
});
const policy = permitting('explain');

test('the plan of a guarded statement is asked for without what is hidden, and is not shown as it comes', () => {
  const planned = plan('EXPLAIN (VERBOSE, ANALYZE, BUFFERS) SELECT email FROM customers', 'mailer', { policy });
  expect(outline(planned).replaceAll(/["']/g, '')).toMatch(
    /^EXPLAIN \(FORMAT json, COSTS off, SUMMARY, ANALYZE, TIMING off\) SELECT email FROM \[public.customers\]/i,
  );
  expect(planned.touchesProtected).toBe(true);
  expect(planned.rewritten?.column.name).toBe('QUERY PLAN');
});

test('of what nobody protects it is PostgreSQL’s own', () => {
  const planned = plan('EXPLAIN (VERBOSE, ANALYZE) SELECT * FROM products', 'mailer', { policy });
  expect(planned.text.replaceAll('"', '')).toBe('EXPLAIN (VERBOSE, ANALYZE) SELECT * FROM public.products');
  expect(planned.rewritten).toBeNull();
});

test('writes are explained as they would be done', () => {
  const planned = plan("EXPLAIN UPDATE customers SET email = 'x' WHERE id = 1", 'storefront', { policy });
  expect(planned.rewritten).not.toBeNull();
  expect(refusal("EXPLAIN UPDATE customers SET ssn = 'x'", 'storefront', { policy })).toMatch(
    /^42501 .*may not be written/,
  );
});

test('who may not is refused, and so is what EXPLAIN does not handle', () => {
  expect(refusal('EXPLAIN SELECT 1', 'storefront', { policy: permitting('temp', 'ddl') })).toMatch(
    /^42501 EXPLAIN is not permitted/,
  );
  expect(refusal('EXPLAIN (PLANS) SELECT * FROM customers', 'mailer', { policy })).toMatch(
    /^42501 EXPLAIN with `plans`/,
  );
  expect(refusal('EXPLAIN EXECUTE p (1)', 'mailer', { policy })).toMatch(/^42501 EXPLAIN of EXECUTE takes/);
  expect(refusal('EXPLAIN CREATE TABLE x AS SELECT 1', 'mailer', { policy })).toMatch(/^42501/);
});
