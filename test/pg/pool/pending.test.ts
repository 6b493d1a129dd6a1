import { expect, test, vi } from 'vitest';
import { Batch } from '../../../src/pg/pool/batch.js';
import { Pending } from '../../../src/pg/pool/pending.js';

const batchOf = (text: string): Batch => {
  const batch = new Batch();
  batch.pass(Buffer.from(text), 0, text.length);
  batch.seal();
  return batch;
};
const textOf = (batch: Batch | null) => batch?.parts.join('') ?? null;

test('what comes stands behind what is there, what was given before stands in front', () => {
  const pending = new Pending();
  expect(pending.batch).toBeNull();
  pending.add(batchOf('b'));
  pending.add(batchOf('c'));
  pending.putBefore(batchOf('a'));
  expect(textOf(pending.batch)).toBe('abc');
  expect(textOf(pending.take())).toBe('abc');
  expect([pending.batch, pending.take()]).toEqual([null, null]);
  pending.putBefore(batchOf('d'));
  expect(textOf(pending.batch)).toBe('d');
});

test('what is canceled before its end is here awaits that, but not for ever', () => {
  const pending = new Pending();
  const cancel = () => pending.cancelFirst({ awaitsOwnReady: false } as never, { firstCanceled: vi.fn() } as never);
  cancel();
  expect(pending.awaitsEnd).toBe(false);
  pending.add(batchOf('a'));
  expect(pending.awaitsEnd).toBe(false);
  cancel();
  expect([pending.awaitsEnd, textOf(pending.batch)]).toEqual([true, 'a']);
  for (let more = 0; more < 64; more += 1) {
    expect(pending.awaitsEnd).toBe(true);
    pending.add(batchOf('b'));
  }
  expect(pending.awaitsEnd).toBe(false);
  cancel();
  pending.take();
  expect(pending.awaitsEnd).toBe(false);
});
