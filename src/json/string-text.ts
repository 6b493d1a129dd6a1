import { invariant } from '../base/index.js';

const QUOTE = 0x22;
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

/** Writes `text` as a JSON string at `at`, and answers where it ends; -1 when there is a character that takes more than that. */
export function writePlainString(into: Buffer, at: number, text: string): number {
  const { length } = text;
  into[at] = QUOTE;
  for (let index = 0; index < length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7e || unit < 0x20 || unit === QUOTE || unit === BACKSLASH) return -1;
    into[at + 1 + index] = unit;
  }
  into[at + 1 + length] = QUOTE;
  return at + 2 + length;
}
