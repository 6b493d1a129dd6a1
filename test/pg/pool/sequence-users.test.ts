import { expect, test } from 'vitest';
import { SequenceUsers } from '../../../src/pg/pool/sequence-users.js';

test('what a connection knows of sequences is of who moved them alone', () => {
  const users = new SequenceUsers<string>();
  expect(users.areOf('a')).toBe(true);
  users.moves('a');
  expect([users.areOf('a'), users.areOf('b')]).toEqual([true, false]);
  users.moves('b');
  expect([users.areOf('a'), users.areOf('b')]).toEqual([false, false]);
  users.clear();
  expect([users.areOf('a'), users.areOf('b')]).toEqual([true, true]);
});
