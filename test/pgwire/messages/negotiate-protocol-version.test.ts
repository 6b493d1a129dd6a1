import { expect, test } from 'vitest';
import { encodeNegotiateProtocolVersion } from '../../../src/pgwire/index.js';

test('golden bytes: the whole version, the count, the names', () => {
  expect(encodeNegotiateProtocolVersion(2, ['_pq_.x']).toString('latin1')).toBe(
    'v\0\0\0\x13\0\x03\0\x02\0\0\0\x01_pq_.x\0',
  );
  expect(encodeNegotiateProtocolVersion(0, []).toString('hex')).toBe('760000000c0003000000000000');
});
