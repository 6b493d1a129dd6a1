import { invariant } from '../base/index.js';

const BACKSLASH = 0x5c;

/**
 * The text of a string token that was scanned before: [start, end) lies between the quotes, in valid UTF-8. A lone surrogate
 * that was written as an escape stays one.
 */
export function decodeString(bytes: Buffer, start: number, end: number): string {
  let ascii = true;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte === BACKSLASH) return unescaped(bytes, start, end);
    if (byte > 0x7f) ascii = false;
  }
  return ascii ? bytes.toString('latin1', start, end) : bytes.toString('utf8', start, end);
}

function unescaped(bytes: Buffer, start: number, end: number): string {
  const text: unknown = JSON.parse(`"${bytes.toString('utf8', start, end)}"`);
  invariant(typeof text === 'string', 'a string token is a string');
  return text;
}

/**
 * `text` as a JSON string, quotes included, in ASCII or UTF-8. A lone surrogate, which has no UTF-8, is written as an escape.
 */
export function encodeString(text: string): Buffer {
  return Buffer.from(JSON.stringify(text), 'utf8');
}
