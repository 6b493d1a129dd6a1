import { expect, test } from 'vitest';
import { decodeCommandTag, encodeCommandComplete, frameBytes } from '../../../src/pgwire/index.js';
import { oracle, violation } from '../oracle.js';

test('a tag is read by pg-protocol, and read back', async () => {
  const frame = encodeCommandComplete('SELECT 3');
  expect(await oracle(frame)).toMatchObject([{ name: 'commandComplete', text: 'SELECT 3' }]);
  expect(decodeCommandTag(frame, 0, frame.length)).toBe('SELECT 3');
});

test('a tag without an end is none', () => {
  expect(() => decodeCommandTag(frameBytes(0x43, Buffer.from('a')), 0, 6)).toThrowError(
    expect.objectContaining(violation),
  );
});
