import { expect, test } from 'vitest';
import { readsPlainOnly } from '../../../src/enforce/rewrite/reads-plain-only.js';
import { innerScope, type ScopeItem } from '../../../src/enforce/rewrite/scope.js';
import { expressionOf } from '../small-view.js';

const item = (alias: string, names: readonly string[], plain: boolean): ScopeItem => ({
  alias,
  qualified: null,
  columns: names.map((name) => ({ name, family: 'int' })),
  guard: null,
  target: null,
  qualifiedOnly: false,
  plain,
  extras: [],
  renamed: false,
});

const outer = innerScope(null, null);
outer.items.push(item('o', ['far'], true));
const scope = innerScope(outer, null);
scope.items.push(item('p', ['a', 'b', 'same'], true), item('g', ['c', 'same'], false));

test.each([
  ['a', true],
  ['p.a + b', true],
  ['5', true],
  ['lower(a::text)', true],
  ['c', false],
  ['a + g.c', false],
  ['same', false],
  ['far', false],
  ['nosuch', false],
  ['p', false],
  ['(SELECT a)', false],
  ['a + (SELECT 1)', false],
])('%s: %s', (written, plain) => {
  expect(readsPlainOnly(expressionOf(written), scope)).toBe(plain);
});
