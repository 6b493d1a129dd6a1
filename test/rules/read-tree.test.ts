import { expect, test } from 'vitest';
import { readCondition } from '../../src/rules/read-tree.js';

test('a tree of any other shape is refused', () => {
  for (const tree of [null, undefined, 1, 'x', [], {}, { type: 'select' }, { type: 'binary_expr', operator: 'AND' }]) {
    expect(readCondition(tree, [])).toHaveProperty('issue');
  }
});

test('a placeholder that stands for no name or string is refused', () => {
  const column = { type: 'column_ref', column: { expr: { type: 'default', value: 'f7' } } };
  expect(readCondition(column, [])).toEqual({ issue: '`unknown` stands behind `is` alone' });
  const string = { type: 'single_quote_string', value: 's0' };
  expect(readCondition(string, [{ kind: 'number', text: '1' }])).toEqual({
    issue: 'a string of the rule is not supported',
  });
});

test('a between without two bounds is refused', () => {
  const left = { type: 'number', value: 1 };
  const tree = { type: 'binary_expr', operator: 'BETWEEN', left, right: { type: 'expr_list', value: [left] } };
  expect(readCondition(tree, [])).toEqual({ issue: '`between` has two bounds' });
});

test('a fault is not taken for a rule that is not supported', () => {
  const tree = {
    get type(): string {
      throw new RangeError('broken');
    },
  };
  expect(() => readCondition(tree, [])).toThrow(RangeError);
});
