import { expect, test } from 'vitest';
import { mask, typed } from './masked.js';

const takes = (size: number, declared: string) => mask('bucket', size).takes(typed(declared));

test('does not take a step that would show every value', () => {
  expect([1, 2].map((size) => takes(size, 'integer'))).toEqual([false, true]);
  expect([0.01, 0.02].map((size) => takes(size, 'numeric(12,2)'))).toEqual([false, true]);
  expect([100, 200].map((size) => takes(size, 'numeric(3,-2)'))).toEqual([false, true]);
  expect([1, 2].map((size) => takes(size, 'date'))).toEqual([false, true]);
});

test('does not take a step that the type can not keep', () => {
  expect(takes(2.5, 'integer')).toBe(false);
  expect(takes(0.025, 'numeric(12,2)')).toBe(false);
  expect(takes(250, 'numeric(3,-2)')).toBe(false);
  expect(takes(2.5, 'date')).toBe(false);
  expect(takes(1e6, 'date')).toBe(false);
});

test('takes any step on a numeric without precision and on floats, and no other type', () => {
  expect(takes(0.1, 'numeric')).toBe(true);
  expect(takes(0.1, 'real')).toBe(true);
  expect(['text', 'boolean', 'uuid', 'timestamp without time zone'].map((declared) => takes(50, declared))).toEqual(
    Array(4).fill(false),
  );
});
