import { randomBytes } from 'node:crypto';

/** `bytes` random bytes in hex, from a source that nobody can foresee. */
export function randomToken(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
