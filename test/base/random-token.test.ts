import { expect, test } from 'vitest';
import { fewRandomBytes, randomToken } from '../../src/base/index.js';

test('a token has the length asked for, and is never the same', () => {
  expect(randomToken(8)).toMatch(/^[0-9a-f]{16}$/);
  expect(randomToken(8)).not.toBe(randomToken(8));
});

test('a few bytes at a time are as many as asked for, and never the same ones', () => {
  const seen = new Set<string>();
  for (let n = 0; n < 2_000; n += 1) {
    const bytes = fewRandomBytes(n % 2 === 0 ? 16 : 32);
    expect(bytes).toHaveLength(n % 2 === 0 ? 16 : 32);
    seen.add(bytes.toString('hex').slice(0, 32));
  }
  expect(seen.size).toBe(2_000);
  expect(fewRandomBytes(10_000)).toHaveLength(10_000);
});

test('what was given keeps nothing of what is sent and received', () => {
  // Slices of Node's own pool: a client that keeps one keeps all that others got there.
  expect(fewRandomBytes(4).buffer).not.toBe(Buffer.from('x').buffer);
});

test('what was given is not what is given next, also when it is changed', () => {
  const first = fewRandomBytes(8);
  first.fill(0);
  expect(fewRandomBytes(8).equals(first)).toBe(false);
});
