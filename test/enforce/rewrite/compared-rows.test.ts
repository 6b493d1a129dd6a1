import { expect, test } from 'vitest';
import { comparesNodes, comparesRow } from '../../../src/enforce/rewrite/compared-rows.js';
import { isStruct } from '../../../src/sql/index.js';
import { expressionOf, isFenced } from '../small-view.js';

const familyOf = (node: unknown) => (isStruct(node) && node.A_Const !== undefined ? 'literal' : 'unknown');

test('rows are compared value by value', () => {
  const compares = (left: string, right: string) => comparesNodes(expressionOf(left), expressionOf(right), familyOf);
  expect(compares('5', '6')).toBe(true);
  expect(compares("(1, 'x')", "(2, 'y')")).toBe(true);
  expect(compares("(1, 'x')", '(2, a)')).toBe(false);
  expect(compares('(1, 2)', '(1, 2, 3)')).toBe(false);
  expect(compares('(1, (2, 3))', '(1, (2, 3))')).toBe(false);
  expect(compares('(1, 2)', '5')).toBe(false);
  expect(compares('5', 'ROW(1)')).toBe(false);
});

test('so is a row with as many columns', () => {
  const columns = [{ family: 'int' }, { family: 'text' }];
  expect(comparesRow(expressionOf("(1, 'x')"), columns, familyOf)).toBe(true);
  expect(comparesRow(expressionOf('5'), columns, familyOf)).toBe(false);
  expect(comparesRow(expressionOf('5'), columns.slice(1), familyOf)).toBe(true);
});

test.each([
  ['(c.id, c.city) = (o.id, c.email)', false],
  ["(c.created_at, c.id) < ('2026-01-01', $1)", false],
  ["(c.id, c.city) IN ((1, 'x'), (2, 'y'))", false],
  ["(c.id, c.city) NOT IN ((1, 'x'))", false],
  ['(c.id, c.city) IN (SELECT x.customer_id, p.sku FROM orders x)', false],
  ['(c.id, c.city) IS DISTINCT FROM (o.id, p.sku)', false],
  ['(c.id, c.city) = (o.id, p.label)', true],
  ['(c.id, o.total) = (o.id, 5::float8)', true],
  ['(c.id, c.city) = (SELECT x.id, p.sku FROM orders x LIMIT 1)', true],
  ["(c.id, c.city) IN ((1, 'x'), (o.total::float8, 'y'))", true],
  ["NULLIF((c.id, c.city), (5, 'x')) IS NULL", true],
  ["(c.id, c.city) = ANY (ARRAY[(1, 'x')])", true],
  ['(c.id, c.city) IN (SELECT x, p.sku FROM orders x)', true],
])('%s is fenced: %s', (condition, fenced) => {
  expect(isFenced(`SELECT 1 FROM customers c, orders o, products p WHERE ${condition}`)).toBe(fenced);
});
