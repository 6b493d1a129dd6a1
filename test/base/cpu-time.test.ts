import { expect, test } from 'vitest';
import { cpuTimeMs } from '../../src/base/index.js';

test('time that is worked counts, and does not go back', () => {
  const before = cpuTimeMs();
  for (let at = 0; cpuTimeMs() === before; at += 1) expect(at).toBeLessThan(100_000_000);
  expect(cpuTimeMs()).toBeGreaterThan(before);
});

test('time that is waited does not count', async () => {
  const before = cpuTimeMs();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(cpuTimeMs() - before).toBeLessThan(900);
});
