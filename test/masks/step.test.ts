import { expect, test } from 'vitest';
import { isCoarser, readStep } from '../../src/masks/step.js';

test('a step is read exactly', () => {
  expect(readStep(50)).toEqual({ decimal: { units: 50n, scale: 0 }, text: '50', number: 50 });
  expect(readStep(0.1)).toEqual({ decimal: { units: 1n, scale: 1 }, text: '0.1', number: 0.1 });
  expect(readStep(1e-9)?.text).toBe('0.000000001');
  expect(readStep(1e15)?.text).toBe('1000000000000000');
});

test('a number that can not be trusted to its last digit is no step', () => {
  for (const option of [0.1 + 0.2, 1e-10, 1e16, 0, -1, Number.NaN, Number.POSITIVE_INFINITY, '5', null]) {
    expect(readStep(option)).toBe(null);
  }
});

test('a step is coarser than a resolution that it is a multiple of, and not the same', () => {
  const [tenth, half, one] = [
    { units: 1n, scale: 1 },
    { units: 5n, scale: 1 },
    { units: 1n, scale: 0 },
  ];
  expect(isCoarser(half, tenth)).toBe(true);
  expect(isCoarser(half, half)).toBe(false);
  expect(isCoarser({ units: 15n, scale: 1 }, one)).toBe(false);
  expect(isCoarser(tenth, one)).toBe(false);
});
