import { expect, test } from 'vitest';
import {
  as,
  cloneTree,
  isStruct,
  listOf,
  nameParts,
  stringNode,
  stringOf,
  type TreeNode,
  tagOf,
  textOf,
} from '../../src/sql/index.js';

test('a struct is an object, and neither a list nor nothing', () => {
  expect([{}, { a: 1 }, [], null, undefined, 'a', 1].map(isStruct)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('a wrapped node has a tag, a bare one has none', () => {
  expect(tagOf({ SelectStmt: {} })).toBe('SelectStmt');
  expect(tagOf({ relname: 't' })).toBeNull();
  expect(tagOf({ _a: 1 })).toBeNull();
  expect(tagOf({})).toBeNull();
});

test('a node is opened by its own tag alone', () => {
  const node = { A_Const: { isnull: true } };
  expect(as(node, 'A_Const')).toEqual({ isnull: true });
  expect(as(node, 'String')).toBeUndefined();
  expect(as({ A_Const: 1 }, 'A_Const')).toBeUndefined();
  expect(as(null, 'A_Const')).toBeUndefined();
});

test('an absent list is empty, an absent text is none', () => {
  expect(listOf(undefined)).toEqual([]);
  expect(listOf([{ String: { sval: 'a' } }])).toHaveLength(1);
  expect(textOf(1)).toBeUndefined();
  expect(textOf('')).toBe('');
});

test('names are read from String nodes, and only from those', () => {
  expect(stringOf(stringNode('a'))).toBe('a');
  expect(stringOf({ A_Star: {} })).toBeUndefined();
  expect(nameParts([stringNode('s'), stringNode('t')])).toEqual(['s', 't']);
  expect(nameParts([stringNode('t'), { A_Star: {} }])).toBeNull();
  expect(nameParts(undefined)).toEqual([]);
});

test('a copy shares nothing with its original', () => {
  const tree: TreeNode = { List: { items: [stringNode('a'), null, 1, true] } };
  const copy = cloneTree(tree);
  expect(copy).toEqual(tree);
  (listOf(copy.List?.items)[0] as TreeNode).String = { sval: 'b' };
  expect(tree).toEqual({ List: { items: [stringNode('a'), null, 1, true] } });
});
