import { describe, expect, test } from 'vitest';
import { reachedByCondition, reachedInFrom } from '../../../src/enforce/rewrite/reached-items.js';
import { as, listOf, type Struct } from '../../../src/sql/index.js';
import { parsed } from '../small-view.js';

/** FROM with a subquery for each item, as guards stand: `a LEFT JOIN b ON p`. */
function from(items: string): Struct {
  return as(parsed(`SELECT 1 FROM ${items.replaceAll(/\b[abcd]\b/g, '(SELECT 1) AS $&')}`), 'SelectStmt') as Struct;
}

/** Each item, with the number of joins that become inner ones. */
const told = (reached: ReadonlyMap<string, readonly unknown[]>) =>
  [...reached].map(([name, outer]) => (outer.length === 0 ? name : `${name}:${outer.length}`)).join(' ');

test.each([
  ['a, b', 'a b'],
  ['a JOIN b ON true', 'a b'],
  ['a CROSS JOIN b', 'a b'],
  ['a LEFT JOIN b ON true', 'a b:1'],
  ['a RIGHT JOIN b ON true', 'b'],
  ['a FULL JOIN b ON true', ''],
  ['a LEFT JOIN b ON true LEFT JOIN c ON true', 'a b:1 c:1'],
  ['a LEFT JOIN (b LEFT JOIN c ON true) ON true', 'a b:1 c:2'],
  ['a LEFT JOIN (b JOIN c ON true) ON true JOIN d ON true', 'a b:1 c:1 d'],
  ['(a FULL JOIN b ON true) JOIN c ON true', 'c'],
  ['a LEFT JOIN b USING (x)', 'a'],
  ['a NATURAL LEFT JOIN b', 'a'],
  ['a JOIN b USING (x)', 'a b'],
  ['(a JOIN b ON true) AS j', ''],
] as const)('of the rows of %s: %s', (items, expected) => {
  expect(told(reachedInFrom(from(items)))).toBe(expected);
});

describe('a join’s own condition', () => {
  test.each([
    ['a JOIN b ON true', 'a b'],
    ['a LEFT JOIN b ON true', 'b'],
    ['a RIGHT JOIN b ON true', 'a'],
    ['a FULL JOIN b ON true', ''],
    ['a LEFT JOIN (b LEFT JOIN c ON true) ON true', 'b c:1'],
    ['(a LEFT JOIN b ON true) LEFT JOIN c ON true', 'c'],
  ] as const)('of %s: %s', (items, expected) => {
    const [join] = listOf(from(items).fromClause);
    expect(told(reachedByCondition(as(join, 'JoinExpr') as Struct))).toBe(expected);
  });
});

test('the joins are those between the item and the result', () => {
  const select = from('a LEFT JOIN (b LEFT JOIN c ON true) ON true');
  const [join] = listOf(select.fromClause);
  const outer = as(join, 'JoinExpr') as Struct;
  expect(reachedInFrom(select).get('c')).toEqual([outer, as(outer.rarg, 'JoinExpr')]);
});
