import { expect, test } from 'vitest';
import { hmacSql } from '../../src/masks/keyed-hash.js';

test('HMAC is the hash of the outer block and of the hash of the inner block and the message', () => {
  expect(hmacSql({ inner: 'i', outer: 'o' }, 'm')).toBe(
    'pg_catalog.sha256((o OPERATOR(pg_catalog.||) pg_catalog.sha256((i OPERATOR(pg_catalog.||) m))))',
  );
});
