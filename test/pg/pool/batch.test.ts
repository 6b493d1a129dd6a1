import { expect, test } from 'vitest';
import { request } from '../../../src/pg/outstanding.js';
import { Batch, joined } from '../../../src/pg/pool/batch.js';
import { frameBytes, frontend } from '../../../src/pgwire/index.js';
import { say } from '../raw-client.js';

/** A batch of these messages, in parts of so many bytes. */
function batchOf(messages: readonly Buffer[], partBytes: number): Batch {
  const batch = new Batch();
  const whole = Buffer.concat(messages);
  for (let at = 0; at < whole.length; at += partBytes) {
    batch.pass(Buffer.from(whole.subarray(at, at + partBytes)), 0, Math.min(partBytes, whole.length - at));
  }
  batch.readies = messages.filter(([type]) => type === frontend.sync || type === frontend.query).length;
  batch.isComplete = true;
  batch.seal();
  return batch;
}

const first = [say.bind('a'), say.execute(), say.sync];
const query = say.query('SELECT 1');

test.each([1, 2, 3, 5, 7, 1_000])('what stands behind the first Sync is found in parts of %i bytes', (partBytes) => {
  const rest = batchOf([...first, query, ...first], partBytes).behindFirst();
  expect(Buffer.concat(rest?.parts ?? [])).toEqual(Buffer.concat([query, ...first]));
  expect(rest).toMatchObject({ readies: 2, isComplete: true, isPlain: false });
  const last = rest?.behindFirst();
  expect(Buffer.concat(last?.parts ?? [])).toEqual(Buffer.concat(first));
  expect(last?.behindFirst()).toBeNull();
});

test('a length that looks like a Sync is none, and a Query ends a batch too', () => {
  // The type of a Sync stands where lengths and bodies do.
  const odd = frameBytes(frontend.bind, Buffer.alloc(0x53, 'S'));
  const rest = batchOf([odd, query, odd, say.sync], 1_000).behindFirst();
  expect(Buffer.concat(rest?.parts ?? [])).toEqual(Buffer.concat([odd, say.sync]));
});

test('what statements are needed goes with what needs them', () => {
  const batch = new Batch();
  const needed = [request('bind', { name: '1' }), request('bind', { name: '2' }), request('parse', { name: '3' })];
  const [one, two, three] = needed as [(typeof needed)[0], (typeof needed)[0], (typeof needed)[0]];
  batch.need('use', one, 1);
  batch.pass(say.bind('1'), 0, say.bind('1').length);
  batch.readies += 1;
  batch.pass(say.sync, 0, 5);
  batch.need('use', two, 2);
  batch.pass(say.bind('2'), 0, say.bind('2').length);
  batch.need('parse', three, 2);
  batch.readies += 1;
  batch.pass(say.sync, 0, 5);
  batch.seal();
  const rest = batch.behindFirst();
  expect(rest?.parts.map((part) => part.toString('latin1'))).toEqual([
    say.bind('2').toString('latin1'),
    say.sync.toString('latin1'),
  ]);
  expect(rest?.needs).toMatchObject([
    { at: 0, readies: 0, entry: { name: '2' } },
    { at: 1, readies: 0, entry: { name: '3' } },
  ]);
});

test('several become one, in order, and none is none', () => {
  expect(joined([])).toBeNull();
  const [one, two] = [batchOf(first, 1_000), batchOf([query], 1_000)];
  two.need('use', request('bind'), 1);
  const whole = joined([one, two]);
  expect(Buffer.concat(whole?.parts ?? [])).toEqual(Buffer.concat([...first, query]));
  expect(whole).toMatchObject({ readies: 2, needs: [{ at: 2, readies: 2 }] });
});
