import { expect, test } from 'vitest';
import { restartDelayMs } from '../../src/workers/restart-delay.js';

test('the first comes back soon, the next ones later and later, none later than half a minute', () => {
  const delays = [0, 1, 2, 3, 8, 9, 100].map((failures) => restartDelayMs(failures, 1));
  expect(delays).toEqual([100, 200, 400, 800, 25_600, 30_000, 30_000]);
});

test('half of it is by chance', () => {
  expect([0, 0.5, 1].map((chance) => restartDelayMs(4, chance))).toEqual([800, 1200, 1600]);
});
