import { expect, test } from 'vitest';
import { decodeBackendKeyData, encodeBackendKeyData, frameBytes } from '../../../src/pgwire/index.js';
import { oracle, violation } from '../oracle.js';

test('a key of 4 bytes is read by pg-protocol', async () => {
  const frame = encodeBackendKeyData({ processId: 77, secretKey: Buffer.from([0, 0, 0, 9]) });
  expect(await oracle(frame)).toMatchObject([{ name: 'backendKeyData', processID: 77, secretKey: 9 }]);
});

test.each([4, 32, 256])('a key of %i bytes is read back', (bytes) => {
  const key = { processId: 9, secretKey: Buffer.alloc(bytes, 1) };
  const frame = encodeBackendKeyData(key);
  expect(decodeBackendKeyData(frame, 0, frame.length)).toEqual(key);
});

test('a key without a process id is none', () => {
  expect(() => decodeBackendKeyData(frameBytes(0x4b, Buffer.alloc(3)), 0, 8)).toThrowError(
    expect.objectContaining(violation),
  );
});
