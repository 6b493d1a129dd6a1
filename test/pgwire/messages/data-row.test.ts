import { expect, test } from 'vitest';
import { encodeDataRow } from '../../../src/pgwire/index.js';

test('values stand behind their lengths, NULL has none', () => {
  const frame = encodeDataRow([Buffer.from('ab'), null, Buffer.alloc(0)]);
  expect(frame.toString('hex')).toBe(['44', '00000014', '0003', '00000002', '6162', 'ffffffff', '00000000'].join(''));
  expect(frame.readUInt32BE(1)).toBe(frame.length - 1);
});

test('a row may have no columns', () => {
  expect(encodeDataRow([]).toString('hex')).toBe('44000000060000');
});
