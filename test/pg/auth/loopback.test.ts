import { expect, test } from 'vitest';
import { isLoopbackAddress } from '../../../src/pg/auth/index.js';

test.each(['127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::ffff:7f00:1'])(
  '%s is loopback',
  (address) => {
    expect(isLoopbackAddress(address)).toBe(true);
  },
);

test.each([
  '128.0.0.1',
  '126.255.255.255',
  '0.0.0.0',
  '10.0.0.1',
  '::',
  '::2',
  '::ffff:10.0.0.1',
  '::127.0.0.1',
  'fe80::1',
  '::1%lo',
  'localhost',
  '127.1',
  '127.0.0.1.example',
  '',
])('%s is not', (address) => {
  expect(isLoopbackAddress(address)).toBe(false);
});
