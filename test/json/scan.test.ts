import { expect, test } from 'vitest';
import { asciiStringEnd, literalEnd, plainStringEnd, stringEnd } from '../../src/json/scan.js';

const viewOf = (bytes: Buffer) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** Where the string ends, read byte by byte, when nothing in it is odd; else -1. */
function endByByte(bytes: Buffer, from: number, isOdd: (byte: number) => boolean): number {
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte === 0x22) return at;
    if (isOdd(byte)) return -1;
  }
  return -1;
}

test('strings are found to end where they end, whatever two bytes stand side by side before it, at every place of a word', () => {
  let looked = 0;
  for (let first = 0; first < 256; first += 1) {
    for (let second = 0; second < 256; second += 1) {
      const place = (first + second) % 9;
      const bytes = Buffer.from(`${'a'.repeat(place)}..${'b'.repeat(place % 4)}"  "`);
      bytes[place] = first;
      bytes[place + 1] = second;
      const ascii = endByByte(bytes, 0, (byte) => byte === 0x5c || byte < 0x20 || byte > 0x7f);
      if (asciiStringEnd(bytes, viewOf(bytes), 0, bytes.length) !== ascii) expect([first, second, place]).toBe('ascii');
      let plain = -1;
      try {
        plain = Math.max(-1, stringEnd(bytes, 0, bytes.length));
      } catch {}
      // An escape of more than two characters is left to the other.
      const found = plainStringEnd(bytes, viewOf(bytes), 0, bytes.length);
      if (found !== plain && !(found === -1 && bytes.includes('\\u')))
        expect([first, second, place, found]).toBe(plain);
      looked += 1;
    }
  }
  expect(looked).toBe(65_536);
});

test('a string that does not end before the end is not found to', () => {
  for (let end = 0; end < 12; end += 1) {
    const bytes = Buffer.from('abcdefghijkl"');
    expect(plainStringEnd(bytes, viewOf(bytes), 0, end)).toBe(-1);
    expect(asciiStringEnd(bytes, viewOf(bytes), 0, end)).toBe(-1);
  }
});

test('words are read to their last letter, wherever the bytes end', () => {
  for (const word of ['true', 'false', 'null']) {
    for (let end = 1; end <= word.length + 2; end += 1) {
      const bytes = Buffer.from(`${word},,`);
      expect(literalEnd(bytes, viewOf(bytes), 0, end)).toBe(end < word.length ? -1 : word.length);
    }
    const bytes = Buffer.from(`${word.slice(0, -1)}X,,`);
    expect(() => literalEnd(bytes, viewOf(bytes), 0, bytes.length)).toThrow('no JSON value');
  }
});
