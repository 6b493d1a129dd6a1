import { expect, test } from 'vitest';
import type { StatementClass } from '../../../src/policy/index.js';
import { shopPolicy } from '../shop-policy.js';
import { plan, refusal } from '../small-view.js';

const shop = shopPolicy();
const permitting = (...may: readonly StatementClass[]) => ({
  policy: {
    ...shop,
    principals: new Map([...shop.principals].map(([name, principal]) => [name, { ...principal, may: new Set(may) }])),
  },
});

const code = [
  'DO $$ BEGIN PERFORM 1; END $$',
  "CREATE OR REPLACE FUNCTION f(a int DEFAULT 3) RETURNS int LANGUAGE sql AS 'SELECT 1'",
  "CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'",
  'DROP FUNCTION f(int)',
  'DROP PROCEDURE IF EXISTS p',
];

test.each(code)('%s is for who may run code, as it is', (sql) => {
  const planned = plan(sql, 'storefront', permitting('code'));
  expect(planned.text).toBe(sql);
  expect([planned.touchesProtected, planned.hangsOnNames]).toEqual([true, true]);
  expect(planned.effects).toEqual([{ kind: 'definition', change: { kind: 'other' } }]);
  expect(refusal(sql, 'storefront', permitting('ddl', 'temp', 'explain', 'maintenance'))).toMatch(
    /^42501 code .* is not permitted .*runs past every guard/,
  );
});

test('a body that is a tree would name relations as they are', () => {
  for (const body of ['RETURN (SELECT count(*) FROM customers)', 'BEGIN ATOMIC SELECT ssn FROM customers; END'])
    expect(refusal(`CREATE FUNCTION f() RETURNS text ${body}`, 'storefront', permitting('code'))).toMatch(
      /^42501 a body that is not a string/,
    );
});

test('what depends on a function is not dropped with it', () => {
  expect(refusal('DROP FUNCTION f CASCADE', 'storefront', permitting('code', 'ddl'))).toMatch(/^42/);
});
