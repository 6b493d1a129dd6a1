import { expect, test } from 'vitest';
import { Batch, type Timing } from '../../../src/pg/pool/batch.js';
import { GivenBatches } from '../../../src/pg/pool/given-batches.js';

function batchOf(isPlain: boolean, timings: Timing[] = []): Batch {
  const batch = new Batch();
  batch.isPlain = isPlain;
  batch.isComplete = true;
  batch.readies = 1;
  batch.timings.push(...timings);
  return batch;
}

test('reads outside of a transaction abort none, whatever else there is may', () => {
  const given = new GivenBatches();
  const sound = (batch: Batch, status: 'I' | 'T' | 'E'): number => {
    given.add(batch, status);
    return batch.soundReadies;
  };
  expect(sound(batchOf(true), 'I')).toBe(Number.POSITIVE_INFINITY);
  expect(sound(batchOf(true), 'I')).toBe(Number.POSITIVE_INFINITY);
  // The first Sync or Query of it, when nothing is under way; nothing, behind others.
  expect(sound(batchOf(false), 'I')).toBe(0);
  given.settled();
  expect(sound(batchOf(false), 'T')).toBe(1);
  expect(sound(batchOf(true), 'I')).toBe(0);
  given.settled();
  expect(sound(batchOf(true), 'E')).toBe(0);
});

test('the last can be given once more while it is alone and nothing of it is answered', () => {
  const given = new GivenBatches();
  expect([given.last, given.isLastWhole]).toEqual([null, false]);
  const batch = batchOf(true);
  given.add(batch, 'I');
  expect([given.last, given.isLastWhole]).toEqual([batch, true]);
  given.answeredInPart();
  expect(given.isLastWhole).toBe(false);
  given.again();
  given.add(batch, 'I');
  expect(given.isLastWhole).toBe(true);
  given.add(batchOf(true), 'I');
  expect(given.isLastWhole).toBe(false);
});

test('how long one batch took is noted once', async () => {
  const timing: Timing = { fastestMs: null, runsAlone: 0 };
  const given = new GivenBatches();
  given.add(batchOf(true, [timing]), 'I');
  given.note(0);
  expect(timing.fastestMs).toBeGreaterThanOrEqual(0);
  timing.fastestMs = null;
  given.note(0);
  expect(timing.fastestMs).toBeNull();
});
