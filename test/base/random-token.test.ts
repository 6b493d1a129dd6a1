import { expect, test } from 'vitest';
import { randomToken } from '../../src/base/index.js';

test('a token has the length asked for, and is never the same', () => {
  expect(randomToken(8)).toMatch(/^[0-9a-f]{16}$/);
  expect(randomToken(8)).not.toBe(randomToken(8));
});
