import { expect, test } from 'vitest';
import { Batch } from '../../../src/pg/pool/batch.js';
import { Holder } from '../../../src/pg/pool/holder.js';
import { onlooker } from '../../../src/pg/pool/pool-user.js';
import type { ServerLink } from '../../../src/pg/pool/server-link.js';

const user = onlooker(
  () => {},
  () => {},
);

function batchOf(readies: number, isComplete = true): Batch {
  const batch = new Batch();
  batch.readies = readies;
  batch.isComplete = isComplete;
  return batch;
}

function held(): Holder<ServerLink> {
  const holder = new Holder<ServerLink>();
  holder.begin(user);
  return holder;
}

test('it is settled when all that its holder has sent is answered', () => {
  const holder = held();
  expect([holder.user, holder.isSettled, holder.leavesRoom]).toEqual([user, true, true]);
  holder.sends(batchOf(2));
  expect([holder.isSettled, holder.leavesRoom, holder.isOwedNothing]).toEqual([false, false, false]);
  holder.ready();
  expect([holder.isSettled, holder.leavesRoom]).toEqual([false, false]);
  holder.ready();
  expect([holder.isSettled, holder.leavesRoom, holder.isOwedNothing]).toEqual([true, true, true]);
  expect([holder.end(), holder.user]).toEqual([user, null]);
});

test('what has no Sync yet is not settled, though no answer is owed', () => {
  const holder = held();
  holder.sends(batchOf(0, false));
  expect([holder.isOwedNothing, holder.isSettled, holder.leavesRoom]).toEqual([true, false, false]);
  holder.settle();
  expect([holder.isSettled, holder.leavesRoom]).toEqual([true, true]);
});

test('an error can be made good while nothing of one batch has come', () => {
  const holder = held();
  holder.sends(batchOf(1));
  expect(holder.isUnanswered).toBe(true);
  holder.answered();
  expect(holder.isUnanswered).toBe(false);
  holder.ready();
  holder.sends(batchOf(1));
  expect(holder.isUnanswered).toBe(true);
  holder.sends(batchOf(1));
  expect(holder.isUnanswered).toBe(false);
});
