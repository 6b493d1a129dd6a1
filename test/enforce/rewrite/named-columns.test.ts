import { expect, test } from 'vitest';
import { columnsTaken, namedIn, star } from '../../../src/enforce/rewrite/named-columns.js';
import type { Columns, NamedParts } from '../../../src/enforce/rewrite/named-parts.js';
import { as } from '../../../src/sql/index.js';
import { countedTree } from '../../fuzz/counted-tree.js';
import { expressionOf, parsed, smallContext } from '../small-view.js';

const flat = ({ own, inside }: Columns): readonly string[] => [
  ...own.map((parts) => parts.join('.')),
  ...inside.flatMap(flat),
];
const named = (sql: string) => namedIn(as(parsed(sql), 'SelectStmt'), smallContext());

const takenIn = ({ taken, inside }: NamedParts): readonly (readonly string[])[] => [
  ...taken.map(flat),
  ...inside.flatMap(takenIn),
];

test('columns are named by a query, by queries in it, and by stars', () => {
  expect(
    flat(named('SELECT c.id, name, (SELECT max(o.total) FROM orders o WHERE o.x = (SELECT y)) FROM c').columns),
  ).toEqual(['c.id', 'name', 'o.x', 'o.total', 'y']);
  expect(flat(named('SELECT *, c.* FROM c').columns)).toEqual([star, `c.${star}`]);
  expect(named('SELECT 1').columns.isEmpty).toBe(true);
  expect(named('SELECT (SELECT 1)').columns.isEmpty).toBe(true);
});

test.each([
  ['SELECT max(a)', true, [['a']], 1],
  ['SELECT lower(a)', false, [], 0],
  ['SELECT count(*)', true, [], 0],
  // What is within takes no more.
  ['SELECT max(a + max(b))', true, [['b']], 1],
  ['SELECT max(max(a), b)', true, [['a']], 1],
  ['SELECT max(max(1), b)', true, [['b']], 1],
  ['SELECT max(a) FILTER (WHERE b)', true, [['a', 'b']], 1],
  ['SELECT max(a) OVER (ORDER BY max(c))', true, [['a'], ['c']], 2],
  // Of a query inside: it is counted there.
  ['SELECT (SELECT max(a))', false, [['a']], 1],
  ['SELECT max((SELECT a + b))', true, [['a', 'b']], 1],
  ['SELECT max((SELECT max(a) + b))', true, [['a']], 1],
])('%s', (sql, isAggregated, taken, taking) => {
  const found = named(sql);
  expect(found.isAggregated).toBe(isAggregated);
  expect(takenIn(found)).toEqual(taken);
  expect(found.taking).toBe(taking);
});

test('JSON’s own aggregates are found wherever they stand', () => {
  expect(named('SELECT JSON_ARRAYAGG(a)').isJson).toBe(true);
  expect(named('SELECT (SELECT JSON_OBJECTAGG(a: b))').inside.map(({ isJson }) => isJson)).toEqual([true]);
  expect(named('SELECT JSON_ARRAY(a)').isJson).toBe(false);
});

test('an aggregate takes what stands in its arguments, and what it sorts and filters by', () => {
  const taken = (sql: string) => flat(columnsTaken(as(expressionOf(sql), 'FuncCall') ?? {}, smallContext()));
  expect(taken('string_agg(a, b ORDER BY c) FILTER (WHERE d = e)')).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(taken('max(max((SELECT a))) OVER (ORDER BY b)')).toEqual(['a']);
});

test.each([
  ['queries', '(SELECT ', ')'],
  ['aggregates', 'max(', ')'],
  ['aggregates of queries', 'max((SELECT ', '))'],
])('%s in one another are looked through once, however many ask', (_, open, close) => {
  const depth = 60;
  const { tree, looks } = countedTree(parsed(`SELECT ${open.repeat(depth)}a${close.repeat(depth)}`));
  const context = smallContext();
  for (let times = 0; times < depth; times += 1) {
    expect(flat(namedIn(as(tree, 'SelectStmt'), context).columns)).toEqual(['a']);
  }
  expect(looks()).toBeLessThan(depth * 200);
});
