import { expect, test } from 'vitest';
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
