import { expect, test } from 'vitest';
import { conjunction, conjunctsOf } from '../../../src/enforce/rewrite/conjunction.js';
import { sameTree } from '../../../src/sql/index.js';
import { expressionOf } from '../small-view.js';

test('the terms of an AND are taken apart and put together again', () => {
  const three = expressionOf('a AND b AND c');
  expect(conjunctsOf(three)).toHaveLength(3);
  expect(sameTree(conjunction(conjunctsOf(three)), three)).toBe(true);
});

test('what is no AND is one term', () => {
  for (const sql of ['a OR b', 'NOT a', 'a']) {
    const node = expressionOf(sql);
    expect(conjunctsOf(node)).toEqual([node]);
    expect(conjunction([node])).toBe(node);
  }
});
