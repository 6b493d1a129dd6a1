import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../base/index.js';

/**
 * True when the Authorization header carries the token (RFC 6750). Compared by digest, so that neither the time taken nor
 * a difference in length tells how much of a guess was right.
 */
export function carriesToken(authorization: string | undefined, token: Secret<string>): boolean {
  const given = /^Bearer +([^\s]+) *$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(token.reveal())) && given !== '';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
