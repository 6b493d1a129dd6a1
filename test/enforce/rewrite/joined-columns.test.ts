import { expect, test } from 'vitest';
import { newSpent } from '../../../src/enforce/rewrite/bounds.js';
import { joinsSafely, mergedColumns } from '../../../src/enforce/rewrite/joined-columns.js';
import type { ScopeItem } from '../../../src/enforce/rewrite/scope.js';
import { stringNode } from '../../../src/sql/index.js';

const item = (columns: Readonly<Record<string, string>> | null): ScopeItem => ({
  alias: 'i',
  qualified: null,
  columns: columns === null ? null : Object.entries(columns).map(([name, family]) => ({ name, family })),
  guard: null,
  target: null,
  qualifiedOnly: false,
  plain: false,
  extras: [],
  renamed: false,
});

const spending = () => ({ spent: newSpent(0) });
const using = (...names: string[]) => ({ usingClause: names.map(stringNode) });
const natural = { isNatural: true };
const a = item({ x: 'text', k: 'int' });
const b = item({ k: 'int8', y: 'date' });

test('the columns that are joined by come first, then those of both sides', () => {
  const merged = (struct: object) => mergedColumns({ ...struct }, [a], [b], [], spending());
  const expected = [
    { name: 'k', family: 'int8' },
    { name: 'x', family: 'text' },
    { name: 'y', family: 'date' },
  ];
  expect(merged(using('k'))).toEqual(expected);
  expect(merged(natural)).toEqual(expected);
  expect(mergedColumns(natural, [a], [item({ z: 'bool' })], [], spending())?.map(({ name }) => name)).toEqual([
    'x',
    'k',
    'z',
  ]);
});

test('what comes of two types that do not become one is not known', () => {
  expect(mergedColumns(using('k'), [a], [item({ k: 'text' })], [], spending())?.[0]).toEqual({
    name: 'k',
    family: 'unknown',
  });
  expect(mergedColumns(using('k'), [a], [item(null)], [], spending())).toBe(null);
});

test('a side that is joined by names itself gives each of them once', () => {
  const within = { items: [a, b], columns: () => mergedColumns(using('k'), [a], [b], [], spending()) };
  const names = mergedColumns(using('k'), [a, b], [item({ k: 'int', z: 'bool' })], [within], spending())?.map(
    ({ name }) => name,
  );
  expect(names).toEqual(['k', 'x', 'y', 'z']);
});

test.each([
  [using('k'), a, b, true],
  [using('k'), a, item({ k: 'oid' }), false],
  [using('y'), item({ y: 'timestamp' }), b, false],
  [using('k'), b, item({ k: 'oid' }), false],
  [natural, b, item({ k: 'oid' }), false],
  [natural, a, item({ z: 'unknown' }), true],
  [using('k'), a, item(null), false],
  [{}, a, item(null), true],
])('%j joins safely: %#', (struct, left, right, isSafe) => {
  expect(joinsSafely(struct, [left, right], 0, 1)).toBe(isSafe);
  // What stands beside the join is not joined.
  expect(joinsSafely(struct, [item({ k: 'unknown', z: 'date' }), left, right], 1, 2)).toBe(isSafe);
});
