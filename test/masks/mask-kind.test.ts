import { expect, test } from 'vitest';
import { isIntegerBetween, readOptions } from '../../src/masks/mask-kind.js';

test('options are an object with known keys, or none', () => {
  expect(readOptions(undefined, ['a'])).toEqual({});
  expect(readOptions(null, ['a'])).toEqual({});
  expect(readOptions({ a: 1 }, ['a'])).toEqual({ a: 1 });
  for (const options of [{ b: 1 }, [], 'a', 1, true]) expect(readOptions(options, ['a'])).toBe(null);
});

test('integers lie between their bounds', () => {
  expect([0, 1, 5, 6, 2.5, '3', null].map((value) => isIntegerBetween(value, 1, 5))).toEqual([
    false,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
