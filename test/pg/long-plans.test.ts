import { expect, test } from 'vitest';
import { LongPlans } from '../../src/pg/long-plans.js';

test('there is room for eight', () => {
  const plans = new LongPlans();
  for (let at = 0; at < 8; at += 1) {
    expect(plans.hasRoom).toBe(true);
    plans.begin();
  }
  expect(plans.hasRoom).toBe(false);
  plans.end();
  expect(plans.hasRoom).toBe(true);
});

test('who waits is told once, after what ended has gone on', async () => {
  const plans = new LongPlans();
  const told: string[] = [];
  plans.begin();
  plans.whenRoom(() => told.push('first'));
  plans.whenRoom(() => told.push('second'));
  plans.end();
  expect(told).toEqual([]);
  await expect.poll(() => told).toEqual(['first', 'second']);
  plans.begin();
  plans.end();
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual(['first', 'second']);
});
