import { createHash, createHmac, pbkdf2 } from 'node:crypto';
import { saslprep } from './saslprep.js';

/** What both ends derive from a password. Names as in RFC 5802, section 3. SHA-256 throughout: RFC 7677. */
export interface ScramKeys {
  readonly clientKey: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

export const SCRAM_KEY_BYTES = 32;

/** Work a peer may ask for; libpq and PostgreSQL use 4096, and a million is half a second of one core. */
export const SCRAM_ITERATIONS_MAX = 1_000_000;

/** Derives in the thread pool, not on the event loop. A password that SASLprep can't take is used as it is: as PostgreSQL does. */
export async function deriveScramKeys(password: string, salt: Buffer, iterations: number): Promise<ScramKeys> {
  const prepared = saslprep(password) ?? password;
  const salted = await new Promise<Buffer>((resolve, reject) => {
    pbkdf2(prepared, salt, iterations, SCRAM_KEY_BYTES, 'sha256', (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
  const clientKey = hmacSha256(salted, 'Client Key');
  return { clientKey, storedKey: sha256(clientKey), serverKey: hmacSha256(salted, 'Server Key') };
}

export function hmacSha256(key: Buffer, message: string | Buffer): Buffer {
  return createHmac('sha256', key).update(message).digest();
}

export function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** a XOR b; both of SCRAM_KEY_BYTES. */
export function xor(a: Buffer, b: Buffer): Buffer {
  const out = Buffer.alloc(a.length);
  for (let i = 0; i < a.length; i++) out[i] = (a[i] ?? 0) ^ (b[i] ?? 0);
  return out;
}

/**
 * Canonical base64 and nothing else: Node's decoder skips what it does not know.
 *
 * @returns null when the text is none, or holds more than `bytesMax`.
 */
export function decodeBase64(text: string, bytesMax: number): Buffer | null {
  if (text.length > Math.ceil(bytesMax / 3) * 4) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > bytesMax || bytes.toString('base64') !== text ? null : bytes;
}

/** RFC 5802's nonce: printable ASCII without a comma. */
export function isScramPrintable(text: string): boolean {
  return /^[\x21-\x2b\x2d-\x7e]+$/.test(text);
}
