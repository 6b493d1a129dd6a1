import { expect, test } from 'vitest';
import { decodeParameterStatus, encodeParameterStatus, frameBytes } from '../../../src/pgwire/index.js';
import { oracle, violation } from '../oracle.js';

test('a parameter is read by pg-protocol, and read back', async () => {
  const frame = encodeParameterStatus({ name: 'server_version', value: '18.0' });
  expect(await oracle(frame)).toMatchObject([
    { name: 'parameterStatus', parameterName: 'server_version', parameterValue: '18.0' },
  ]);
  expect(decodeParameterStatus(frame, 0, frame.length)).toEqual({ name: 'server_version', value: '18.0' });
});

test.each(['a\0', 'a\0b', 'a\0b\0c'])('%j is none', (body) => {
  const frame = frameBytes(0x53, Buffer.from(body));
  expect(() => decodeParameterStatus(frame, 0, frame.length)).toThrowError(expect.objectContaining(violation));
});
