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

test('one plan has its turn at a time, in the order in which they ask, and others have theirs between', async () => {
  const plans = new LongPlans();
  const order: string[] = [];
  const others = setInterval(() => order.push('other'), 1);
  const goOn = (name: string, turns: number) =>
    plans.goOnLater(() => {
      order.push(name);
      if (turns > 1) goOn(name, turns - 1);
    });
  goOn('first', 3);
  goOn('second', 2);
  await expect.poll(() => order.filter((one) => one !== 'other').length).toBe(5);
  clearInterval(others);
  expect(order.filter((one) => one !== 'other')).toEqual(['first', 'second', 'first', 'second', 'first']);
  expect(order.join(' ')).not.toMatch(/(first|second) (first|second)/);
});
