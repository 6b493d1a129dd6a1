import { expect, test } from 'vitest';
import type { CatalogSnapshot, FunctionInfo } from '../../../src/sql/index.js';
import { shopPolicy } from '../shop-policy.js';
import { plan, refusal, smallCatalog } from '../small-view.js';

const shop = shopPolicy();
const principals = new Map(
  [...shop.principals].map(([name, principal]) => [name, { ...principal, may: new Set(['code'] as const) }]),
);
const policy = { ...shop, principals };
const [leak] = smallCatalog.functionsNamed('leak');
if (leak === undefined) throw new Error('no function');
const tidy: FunctionInfo = { ...leak, name: 'tidy', kind: 'p' };
const catalog: CatalogSnapshot = {
  ...smallCatalog,
  functionsNamed: (name) => (name === 'tidy' ? [tidy] : smallCatalog.functionsNamed(name)),
};
const changes = { policy, catalog, functions: new Set(['public.tidy', 'public.leak']) };

test('a procedure that is listed is called, and what it says is scrubbed', () => {
  const planned = plan('CALL tidy(1 + $1)', 'storefront', changes);
  expect(planned.text.replaceAll('"', '')).toBe('CALL tidy(1 + $1)');
  expect([planned.touchesProtected, planned.hangsOnNames]).toEqual([true, true]);
});

test.each([
  ['without leave', 'CALL tidy(1)', { ...changes, policy: shop }, /^42501 CALL is not permitted/],
  ['unless it is listed', 'CALL tidy(1)', { ...changes, functions: new Set<string>() }, /^42501 .*tidy` is not listed/],
  ['when it is a function', 'CALL leak(1)', changes, /^42501 CALL takes procedures/],
  ['with what may not be called', 'CALL tidy(pg_sleep(1))', changes, /^42501 .*pg_sleep/],
  ['of another name', 'CALL nothing(1)', changes, /^42883/],
])('nothing runs %s', (_, sql, given, why) => {
  expect(refusal(sql, 'storefront', given)).toMatch(why);
});

test('what it is given of a temporary table that holds something protected is refused', () => {
  const mine = { name: 'mine', columns: ['a'], typeOids: [], permit: 'now', holdsProtected: true };
  const session = { temporary: { known: new Map([['mine', mine]]), permit: 'now' } };
  expect(refusal('CALL tidy((SELECT a FROM mine))', 'storefront', { ...changes, session })).toMatch(
    /^42501 copying from/,
  );
});
