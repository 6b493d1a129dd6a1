import { expect, test } from 'vitest';
import { decodeReadyStatus, encodeReadyForQuery, frameBytes } from '../../../src/pgwire/index.js';
import { oracle, violation } from '../oracle.js';

test.each(['I', 'T', 'E'] as const)('%s is read by pg-protocol, and read back', async (status) => {
  const frame = encodeReadyForQuery(status);
  expect(await oracle(frame)).toMatchObject([{ name: 'readyForQuery', status }]);
  expect(decodeReadyStatus(frame, 0, frame.length)).toBe(status);
});

test.each(['X', '', 'II'])('%j is no status', (body) => {
  const frame = frameBytes(0x5a, Buffer.from(body));
  expect(() => decodeReadyStatus(frame, 0, frame.length)).toThrowError(expect.objectContaining(violation));
});
