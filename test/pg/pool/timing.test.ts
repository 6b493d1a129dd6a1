import { expect, test } from 'vitest';
import { unknownUse } from '../../../src/enforce/connection/connection-use.js';
import { timingOf, took, tookAlone } from '../../../src/pg/pool/batch.js';

test('a statement is judged by its fastest run, and slowly forgets it', () => {
  const timing = timingOf({ ...unknownUse });
  expect(timing.fastestMs).toBeNull();
  took(timing, 4);
  took(timing, 1);
  expect(timing.fastestMs).toBe(1);
  for (let run = 0; run < 10; run += 1) took(timing, 11);
  expect(timing.fastestMs).toBeGreaterThan(2);
  expect(timing.fastestMs).toBeLessThan(4);
});

test('one that took longer than others may wait stays alone until it has been faster for a while', () => {
  const timing = timingOf({ ...unknownUse });
  tookAlone(timing, 30, 20);
  const alone = timing.runsAlone;
  expect(alone).toBeGreaterThan(1);
  for (let run = 0; run < alone; run += 1) {
    expect(timing.runsAlone).toBe(alone - run);
    tookAlone(timing, 1, 20);
  }
  expect(timing.runsAlone).toBe(0);
});

test('without a bound nothing is too slow', () => {
  const timing = timingOf({ ...unknownUse });
  tookAlone(timing, 1000, 0);
  expect(timing.runsAlone).toBe(0);
});
