import { expect, test } from 'vitest';
import { Batch } from '../../../src/pg/pool/batch.js';
import { OwnTurns } from '../../../src/pg/pool/own-turns.js';
import type { ServerLink } from '../../../src/pg/pool/server-link.js';

const link = { isClosed: false, depth: 2 } as ServerLink;
const batchOf = (text: string): Batch => {
  const batch = new Batch();
  batch.pass(Buffer.from(text), 0, text.length);
  batch.seal();
  return batch;
};

test('turns are on one connection until the last is over', () => {
  const turns = new OwnTurns();
  expect([turns.on, turns.count, turns.isUnderWay, turns.only]).toEqual([null, 0, false, null]);
  const [one, two] = [batchOf('1'), batchOf('2')];
  turns.added(link, one);
  expect([turns.on, turns.only, turns.isUnderWay]).toEqual([link, one, true]);
  turns.added(link, two);
  expect([turns.count, turns.only]).toEqual([2, null]);
  expect([turns.removed(), turns.on]).toEqual([false, link]);
  expect([turns.removed(), turns.on]).toEqual([true, null]);
});

test('nothing of the last batch is kept when its turn is over', () => {
  const turns = new OwnTurns();
  turns.added(link, batchOf('1'));
  turns.removed();
  expect(turns.only).toBeNull();
});

test('what was taken off is sent once more as one, in order, and not among others again', () => {
  const turns = new OwnTurns();
  const [one, two] = [batchOf('1'), batchOf('2')];
  for (const batch of [one, two]) turns.added(link, batch);
  turns.takenOff(one);
  turns.takenOff(two);
  expect([turns.hasAgain, turns.count, one.wasTakenOff, two.wasTakenOff]).toEqual([true, 0, true, true]);
  expect(turns.takeAgain()?.parts.map(String)).toEqual(['1', '2']);
  expect([turns.hasAgain, turns.takeAgain()]).toEqual([false, null]);
});

test('a connection that is lost has none', () => {
  const turns = new OwnTurns();
  turns.added(link, batchOf('1'));
  turns.lost({} as ServerLink);
  expect(turns.on).toBe(link);
  turns.lost(link);
  expect([turns.on, turns.isUnderWay]).toEqual([null, false]);
});
