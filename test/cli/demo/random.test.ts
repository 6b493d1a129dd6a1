import { expect, test } from 'vitest';
import { Random } from '../../../src/cli/demo/random.js';

const take = (random: Random, count: number) => Array.from({ length: count }, () => random.next());

test('the same seed gives the same sequence, another seed another', () => {
  expect(take(new Random(7), 5)).toEqual(take(new Random(7), 5));
  expect(take(new Random(7), 5)).not.toEqual(take(new Random(8), 5));
});

test('numbers are spread over the whole range', () => {
  const numbers = take(new Random(1), 10_000);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  expect(mean).toBeGreaterThan(0.48);
  expect(mean).toBeLessThan(0.52);
});

test('whole numbers reach both ends and nothing beyond', () => {
  const random = new Random(1);
  const seen = new Set(Array.from({ length: 200 }, () => random.integer(-1, 2)));
  expect([...seen].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2]);
});

test('a chance of nothing never comes, a chance of everything always', () => {
  const random = new Random(1);
  expect(random.chance(0)).toBe(false);
  expect(random.chance(1)).toBe(true);
});

test('from nothing nothing can be picked', () => {
  expect(() => new Random(1).pick([])).toThrow(RangeError);
  expect(new Random(1).pick(['only'])).toBe('only');
});

test('templates are filled with digits and letters', () => {
  expect(new Random(1).fill('+49 ## @-x')).toMatch(/^\+49 \d\d [A-Z]-x$/);
});
