import { expect, test } from 'vitest';
import { type SequenceUser, SequenceUsers } from '../../../src/pg/pool/sequence-users.js';

const users = (): SequenceUser[] => [{ lastMove: 0 }, { lastMove: 0 }];

test('what a connection knows of sequences is of who moved them alone', () => {
  const [a, b] = users() as [SequenceUser, SequenceUser];
  const link = new SequenceUsers<SequenceUser>();
  expect(link.areOf(a)).toBe(true);
  link.moves(a);
  link.moves(a);
  expect([link.areOf(a), link.areOf(b)]).toEqual([true, false]);
  link.moves(b);
  expect([link.areOf(a), link.areOf(b)]).toEqual([false, false]);
  link.clear();
  expect([link.areOf(a), link.areOf(b)]).toEqual([true, true]);
});

test('and of today only as long as they have moved none on another connection', () => {
  const [a] = users() as [SequenceUser];
  const [one, other] = [new SequenceUsers<SequenceUser>(), new SequenceUsers<SequenceUser>()];
  one.moves(a);
  other.moves(a);
  expect([one.areOf(a), other.areOf(a)]).toEqual([false, true]);
  // What it knows of others than the last one is from before.
  one.moves(a);
  expect([one.areOf(a), other.areOf(a)]).toEqual([false, false]);
  one.clear();
  one.moves(a);
  expect(one.areOf(a)).toBe(true);
});
