import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyBytes, fillBytes, isPlainByte } from '../../src/masks/ascii-bytes.js';
import { asciiSpareBytes } from '../../src/masks/index.js';
import { keys, typed } from './masked.js';
import { mustCompile, specs } from './specs.js';

const withBytes = specs.filter((spec) => mustCompile(spec).applyAscii !== undefined);

/** What no JSON string needs an escape for. */
const plain = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0x7e })
    .filter(isPlainByte)
    .map((code) => String.fromCharCode(code)),
  maxLength: 320,
});
const two = fc.integer({ min: 0, max: 99 }).map((part) => part.toString().padStart(2, '0'));
const text = fc.oneof(
  plain,
  fc
    .tuple(plain, fc.constantFrom('@', '@@', ''), fc.stringMatching(/^[a-zA-Z0-9.-]{0,20}$/))
    .map((parts) => parts.join('')),
  fc.stringMatching(/^[a-z0-9.-]{250,258}$/).map((host) => `ada@${host}`),
  fc.tuple(two, two, fc.constantFrom('-', '/'), two, fc.constantFrom('-', ' '), two).map((parts) => parts.join('')),
  fc.tuple(two, two, two).map(([year, month, day]) => `19${year}-${month}-${day}T10:00:00Z`),
);

test.each(withBytes)('$name over bytes is $name over text: $options', (spec) => {
  const mask = mustCompile(spec);
  const type = typed('text');
  fc.assert(
    fc.property(text, fc.nat({ max: 5 }), fc.nat({ max: 5 }), (value, before, at) => {
      const bytes = Buffer.from(`${'#'.repeat(before)}${value}#`);
      const room = at + value.length + asciiSpareBytes;
      const into = Buffer.alloc(room + 8, 0xff);
      const end = mask.applyAscii?.(bytes, before, before + value.length, into, at) ?? -1;
      if (end < 0) return;
      expect(into.toString('latin1', at, end)).toBe(mask.apply(value, type, keys));
      expect(into.subarray(at, end).every(isPlainByte)).toBe(true);
      // Neither what was there before is touched, nor what lies behind the room.
      expect(into.subarray(0, at).every((byte) => byte === 0xff)).toBe(true);
      expect(into.subarray(room).every((byte) => byte === 0xff)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('masks that keep part of a text have it for bytes', () => {
  const names = new Set(withBytes.map(({ name }) => name));
  expect([...names].sort()).toEqual(['email', 'initial', 'last4', 'month', 'partial', 'redact', 'year']);
});

test('a fill that a string could not hold as it is has none', () => {
  for (const fill of ['"', '\\', '•', '😀', '\u007f']) {
    expect(mustCompile({ name: 'partial', options: { last: 2, fill } }).applyAscii, fill).toBeUndefined();
  }
});

test('bytes are copied and filled where they are said to be', () => {
  const into = Buffer.from('........');
  expect(copyBytes(Buffer.from('abcdef'), 1, 4, into, 2)).toBe(5);
  expect(fillBytes(into, 5, 2, 0x2a)).toBe(7);
  expect(into.toString()).toBe('..bcd**.');
});
