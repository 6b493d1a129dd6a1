import { randomBytes } from 'node:crypto';

/** `bytes` random bytes in hex, from a source that nobody can foresee. */
export function randomToken(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

const POOL_BYTES = 4_096;
let pool = Buffer.alloc(0);
let used = 0;

/** As `randomBytes`, for a few bytes at a time: most of what it costs is to ask. None is given twice. */
export function fewRandomBytes(bytes: number): Buffer {
  if (used + bytes > pool.length) {
    pool = randomBytes(Math.max(POOL_BYTES, bytes));
    used = 0;
  }
  used += bytes;
  // No copy: it would stand in Node's own pool, among what was sent and received, and keep all of that.
  return pool.subarray(used - bytes, used);
}
