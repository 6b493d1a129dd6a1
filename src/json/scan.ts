import { malformed } from './refusals.js';

/*
 * Single tokens, RFC 8259 to the letter. Each function looks at [from, end) and answers where the token ends, or, when the
 * bytes end first, -1 - n, where n is how far it came: scanning may go on from there.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** `from` is inside a string, at no place within an escape. Answers where the closing quote is. */
export function stringEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) {
      if (at + 1 >= end) return -1 - at;
      const kind = bytes[at + 1] as number;
      if (kind === 0x75) {
        if (at + 5 >= end) return -1 - at;
        if (!(isHex(bytes, at + 2) && isHex(bytes, at + 3) && isHex(bytes, at + 4) && isHex(bytes, at + 5))) {
          throw malformed('a string has an escape that JSON does not have');
        }
        at += 6;
      } else if (escapes[kind] === 1) at += 2;
      else throw malformed('a string has an escape that JSON does not have');
    } else if (byte < 0x20) throw malformed('a string has a control character that is not escaped');
    else at += 1;
  }
  return -1 - at;
}

const ones = 0x01010101;
const tops = 0x80808080;

/*
 * Four bytes at once, the first the lowest: each sum has the highest bit of a byte set where one is found. Above the first found
 * there may be others that are none, since a byte that is too small borrows from the next.
 */

/** Where the first found byte is, of 0 to 3. */
const firstFound = (found: number): number => (31 - Math.clz32(found & -found)) >> 3;

/** A quote or a control character: the bit that is turned changes them to all that is below 0x21, and a space to what is not. */
const quoteOrControl = (word: number): number => {
  const turned = word ^ 0x02020202;
  return (turned - 0x21212121) & ~turned;
};

const backslash = (word: number): number => {
  const turned = word ^ 0x5c5c5c5c;
  return (turned - ones) & ~turned;
};

/**
 * Where the closing quote is of a string that ends before `end` and has no escape but those of two characters; -1 for every
 * other. Four bytes are looked at at a time, while none of them is a quote, a backslash or a control character.
 */
export function plainStringEnd(bytes: Uint8Array, view: DataView, from: number, end: number): number {
  let at = from;
  while (at + 4 <= end) {
    const word = view.getInt32(at, true);
    const found = (quoteOrControl(word) | backslash(word)) & tops;
    if (found === 0) {
      at += 4;
      continue;
    }
    at += firstFound(found);
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at;
    if (byte !== BACKSLASH || at + 1 >= end || escapes[bytes[at + 1] as number] !== 1) return -1;
    at += 2;
  }
  for (; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) {
      if (at + 1 >= end || escapes[bytes[at + 1] as number] !== 1) return -1;
      at += 1;
    } else if (byte < 0x20) return -1;
  }
  return -1;
}

/** Where the closing quote is of a string of ASCII that ends before `end` and has no escape; -1 for every other. */
export function asciiStringEnd(bytes: Uint8Array, view: DataView, from: number, end: number): number {
  let at = from;
  for (; at + 4 <= end; at += 4) {
    const word = view.getInt32(at, true);
    // A byte of 128 or more has its highest bit set by itself.
    const found = (quoteOrControl(word) | backslash(word) | word) & tops;
    if (found === 0) continue;
    at += firstFound(found);
    return bytes[at] === QUOTE ? at : -1;
  }
  for (; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH || byte < 0x20 || byte > 0x7f) return -1;
  }
  return -1;
}

const escapes = new Uint8Array(256);
for (const kind of '"\\/bfnrt') escapes[kind.charCodeAt(0)] = 1;

function isHex(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at] as number;
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** A number that starts at `from`. When the bytes end with it, it may go on: ask again with `last` when nothing follows. */
export function numberEnd(bytes: Uint8Array, from: number, end: number, last: boolean): number {
  let at = from;
  if (bytes[at] === 0x2d) at += 1;
  if (at < end && bytes[at] === 0x30) at += 1;
  else at = digits(bytes, at, end, last);
  if (at < 0) return -1 - from;
  if (at < end && bytes[at] === 0x2e) at = digits(bytes, at + 1, end, last);
  if (at < 0) return -1 - from;
  if (at < end && ((bytes[at] as number) | 0x20) === 0x65) {
    at += 1;
    if (at < end && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at += 1;
    at = digits(bytes, at, end, last);
    if (at < 0) return -1 - from;
  }
  return at >= end && !last ? -1 - from : at;
}

/** Behind one digit or more; -1 when the bytes end before the first. */
function digits(bytes: Uint8Array, from: number, end: number, last: boolean): number {
  let at = from;
  // What is below `0` is far above 9 without a sign.
  while (at < end && ((bytes[at] as number) - 0x30) >>> 0 <= 9) at += 1;
  if (at > from) return at;
  if (at >= end && !last) return -1;
  throw malformed('a number is not one that JSON has');
}

const literals = ['true', 'false', 'null'].map((word) => Buffer.from(word));
const wordTrue = 0x65757274;
const wordNull = 0x6c6c756e;
const wordFals = 0x736c6166;

/** true, false or null. */
export function literalEnd(bytes: Uint8Array, view: DataView, from: number, end: number): number {
  if (from + 5 <= end) {
    const word = view.getInt32(from, true);
    if (word === wordTrue || word === wordNull) return from + 4;
    if (word === wordFals && bytes[from + 4] === 0x65) return from + 5;
  }
  const first = bytes[from];
  const literal = literals[first === 0x74 ? 0 : first === 0x66 ? 1 : 2] as Buffer;
  if (first !== literal[0]) throw malformed('there is something that starts no JSON value');
  for (let index = 1; index < literal.length; index += 1) {
    if (from + index >= end) return -1 - from;
    if (bytes[from + index] !== literal[index]) throw malformed('there is something that is no JSON value');
  }
  return from + literal.length;
}
