import { expect, test } from 'vitest';
import { decodeDataRow, encodeDataRow } from '../../../src/pgwire/index.js';

test('values stand behind their lengths, NULL has none', () => {
  const frame = encodeDataRow([Buffer.from('ab'), null, Buffer.alloc(0)]);
  expect(frame.toString('hex')).toBe(['44', '00000014', '0003', '00000002', '6162', 'ffffffff', '00000000'].join(''));
  expect(frame.readUInt32BE(1)).toBe(frame.length - 1);
});

test('a row may have no columns', () => {
  expect(encodeDataRow([]).toString('hex')).toBe('44000000060000');
});

test('what is encoded is decoded', () => {
  for (const values of [[], [null], [Buffer.from('ab'), null, Buffer.alloc(0)]]) {
    const frame = encodeDataRow(values);
    expect(decodeDataRow(frame, 0, frame.length)).toEqual(values);
  }
});

test('a value that is longer than its row breaks the protocol', () => {
  const frame = encodeDataRow([Buffer.from('ab')]);
  expect(() => decodeDataRow(frame, 0, frame.length - 1)).toThrow();
});
