import { expect, test } from 'vitest';
import { decodeNotification, encodeNotification, frameBytes } from '../../../src/pgwire/index.js';
import { oracle, violation } from '../oracle.js';

test('a notification is read by pg-protocol, and read back', async () => {
  const notification = { processId: 5, channel: 'c', payload: 'größer' };
  const frame = encodeNotification(notification);
  expect(await oracle(frame)).toMatchObject([{ name: 'notification', ...notification }]);
  expect(decodeNotification(frame, 0, frame.length)).toEqual(notification);
});

test('one without a payload is none', () => {
  expect(() => decodeNotification(frameBytes(0x41, Buffer.from('\0\0\0\x01c\0')), 0, 11)).toThrowError(
    expect.objectContaining(violation),
  );
});
