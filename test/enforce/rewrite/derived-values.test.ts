import { expect, test } from 'vitest';
import { comparesSimple, givesDerived, isEquation } from '../../../src/enforce/rewrite/derived-values.js';
import { as } from '../../../src/sql/index.js';
import { expressionOf, parsed, smallContext } from '../small-view.js';

const context = smallContext();

test.each([
  ['SELECT id, city AS c FROM customers', false],
  ["SELECT id, 5, $1, 'x'::text, NULL FROM customers", false],
  ['SELECT id + 1 AS n FROM customers', true],
  ['SELECT id::int4 FROM customers', true],
  ['SELECT $1::int4', true],
  // The domain is asked where the value is.
  ["SELECT 'x'::public.mood", true],
  ['VALUES (1 / $1)', true],
  ['VALUES (1)', false],
  // These are planned by themselves.
  ['VALUES (1 / $1), (2)', false],
  ['SELECT max(id) FROM customers GROUP BY city', false],
  ['SELECT DISTINCT id + 1 FROM customers', false],
  ['SELECT id + 1 FROM customers ORDER BY 1', false],
  ['SELECT id + 1 FROM customers OFFSET 0', false],
])('%s gives what is worked out where it is named: %s', (sql, derived) => {
  expect(givesDerived(as(parsed(sql), 'SelectStmt') ?? {}, context)).toBe(derived);
});

test.each([
  ['a = b', true, true],
  ['a = $1', true, true],
  ["a = '5'::int4", true, true],
  ['a IN (1, 2)', true, true],
  ['a = ANY (ARRAY[b, 5])', true, true],
  ['a = b::int4', true, false],
  ['a IN (b::int4)', true, false],
  ['a === lower(b)', true, false],
  ['(a, b) = (c, d)', true, false],
  ['a < b::int4', false, false],
  ['a ~ lower(b)', false, false],
  ['a BETWEEN 1 AND 2', false, true],
])('%s is an equation: %s, of what is there before: %s', (sql, equation, simple) => {
  const comparison = as(expressionOf(sql), 'A_Expr') ?? {};
  expect([isEquation(comparison), comparesSimple(comparison, context)]).toEqual([equation, simple]);
});
