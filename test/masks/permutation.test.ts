import { expect, test } from 'vitest';
import { InvariantError } from '../../src/base/index.js';
import { shapeOf } from '../../src/masks/column-shape.js';
import { canPermute, permute } from '../../src/masks/permutation.js';
import { keys, typed } from './masked.js';

const shape = (declared: string) => {
  const found = shapeOf(typed(declared));
  if (found === null) throw new Error(declared);
  return found;
};

test('the non-negative half of smallint is permuted: each of its values is the mask of one', () => {
  const masks = Array.from({ length: 32_768 }, (_, value) =>
    Number(permute(String(value), shape('smallint'), keys, 'purpose')),
  );
  expect(new Set(masks).size).toBe(32_768);
  expect([Math.min(...masks), Math.max(...masks)]).toEqual([0, 32_767]);
  // A random permutation has about one fixed point.
  expect(masks.filter((mask, value) => mask === value).length).toBeLessThan(10);
});

test('the ends of a range stay in the range, and neighbours part', () => {
  for (const [declared, bits] of [
    ['smallint', 16n],
    ['integer', 32n],
    ['bigint', 64n],
  ] as const) {
    const half = 1n << (bits - 1n);
    const values = [-half, -half + 1n, -1n, 0n, 1n, half - 2n, half - 1n];
    const masks = values.map((value) => BigInt(permute(String(value), shape(declared), keys, 'purpose') ?? 'x'));
    expect(new Set(masks).size).toBe(values.length);
    expect(masks.map((mask) => mask < 0n)).toEqual(values.map((value) => value < 0n));
    expect(masks.every((mask) => BigInt.asIntN(Number(bits), mask) === mask)).toBe(true);
  }
});

test('a UUID keeps its version and variant, and changes in all its other parts', () => {
  const one = permute('c0ffee00-0000-4000-8000-000000000001', shape('uuid'), keys, 'purpose') ?? '';
  const two = permute('c0ffee00-0000-4000-8000-000000000002', shape('uuid'), keys, 'purpose') ?? '';
  expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(two.slice(0, 8)).not.toBe(one.slice(0, 8));
  expect(two.slice(-12)).not.toBe(one.slice(-12));
});

test('another scope permutes otherwise', () => {
  expect(permute('42', shape('integer'), keys, 'shared')).not.toBe(permute('42', shape('integer'), keys, 'purpose'));
});

test('no other type is permuted', () => {
  expect(canPermute(shape('text'))).toBe(false);
  expect(() => permute('42', shape('text'), keys, 'purpose')).toThrow(InvariantError);
});
