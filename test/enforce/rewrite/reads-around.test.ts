import { expect, test } from 'vitest';
import { inOneGo } from '../../../src/base/index.js';
import { rewriteFrom } from '../../../src/enforce/rewrite/query.js';
import { takesFromAround } from '../../../src/enforce/rewrite/reads-around.js';
import { innerScope } from '../../../src/enforce/rewrite/scope.js';
import { as } from '../../../src/sql/index.js';
import { expressionOf, parsed, smallContext } from '../small-view.js';

const context = smallContext('storefront');
const scopeOf = (from: string, outer = innerScope(null, null)) => {
  const scope = innerScope(outer, null);
  inOneGo(rewriteFrom(as(parsed(`SELECT 1 FROM ${from}`), 'SelectStmt') ?? {}, 'fromClause', scope, context));
  return scope;
};
const inner = scopeOf('orders o', scopeOf('customers c'));

test.each([
  ['o.total', false],
  ['total + 1', false],
  ['1', false],
  ['c.city', true],
  ['city', true],
  ['lower(city)', true],
  // Of nobody that is known.
  ['nothing', true],
  ['(SELECT o.total)', false],
  ['(SELECT p.price FROM products p)', true],
  ['(SELECT (SELECT c.id))', true],
  ['1) FILTER (WHERE c.id = 1', true],
  ['1) FILTER (WHERE o.id = 1', false],
])('%s reads what is around: %s', (sql, expected) => {
  expect(takesFromAround(as(expressionOf(`max(${sql})`), 'FuncCall') ?? {}, inner, context)).toBe(expected);
});

test('there is nothing around the outermost query', () => {
  const call = as(expressionOf('max(nothing)'), 'FuncCall') ?? {};
  expect(takesFromAround(call, innerScope(null, null), context)).toBe(false);
});
