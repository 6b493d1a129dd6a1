import { expect, test } from 'vitest';
import { LoginBackoff } from '../../../src/pg/pool/login-backoff.js';

test('each failure doubles the pause, up to the longest, and a success ends it', () => {
  const backoff = new LoginBackoff();
  expect([backoff.mayTry(performance.now()), backoff.lastFailure]).toEqual([true, null]);
  const failure = new Error('away');
  for (const longestMs of [50, 100, 200, 400, 500, 500]) {
    backoff.failed(failure, 500);
    const nowMs = performance.now();
    expect(backoff.mayTry(nowMs + longestMs / 2 - 20)).toBe(false);
    expect(backoff.mayTry(nowMs + longestMs)).toBe(true);
  }
  expect(backoff.lastFailure).toBe(failure);
  backoff.succeeded();
  expect(backoff.mayTry(performance.now())).toBe(true);
});
