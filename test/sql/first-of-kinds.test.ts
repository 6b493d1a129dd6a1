import { expect, test } from 'vitest';
import { firstOfKinds } from '../../src/sql/first-of-kinds.js';

const all = (kinds: string) => [...kinds].map((kind, at) => ({ kind, at }));
const first = (kinds: string) => firstOfKinds(all(kinds)).map(({ kind, at }) => `${kind}${at}`);

test('the first of each kind stands for the others, in its order', () => {
  expect(first('aabacbc')).toEqual(['a0', 'b2', 'c4']);
});

test('of one kind there are two, where there are', () => {
  expect(first('aaa')).toEqual(['a0', 'a1']);
  expect(first('a')).toEqual(['a0']);
  expect(first('')).toEqual([]);
});
