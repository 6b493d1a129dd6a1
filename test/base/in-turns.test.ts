import { expect, test } from 'vitest';
import { inTurns } from '../../src/base/index.js';

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);

test.each([0, 1, 1_999, 2_000, 2_001, 7_000])('each of %i comes once, in order', async (count) => {
  const seen: number[] = [];
  for await (const some of inTurns(numbers(count))) seen.push(...some);
  expect(seen).toEqual(numbers(count));
});

test('others have their turn between', async () => {
  let turns = 0;
  const count = () => {
    turns += 1;
    again = setImmediate(count);
  };
  let again = setImmediate(count);
  let slices = 0;
  for await (const _ of inTurns(numbers(10_000))) slices += 1;
  clearImmediate(again);
  expect(slices).toBe(5);
  expect(turns).toBeGreaterThanOrEqual(slices - 1);
});
