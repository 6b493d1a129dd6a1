import fc from 'fast-check';
import { expect, test } from 'vitest';
import { truncateIdentifier } from '../../src/sql/truncate-identifier.js';

test.each([
  ['a'.repeat(63), 'a'.repeat(63)],
  ['a'.repeat(64), 'a'.repeat(63)],
  ['é'.repeat(32), 'é'.repeat(31)],
  [`${'a'.repeat(60)}😀b`, 'a'.repeat(60)],
  ['', ''],
])('%s is known as %s', (name, known) => {
  expect(truncateIdentifier(name)).toBe(known);
});

test('what is kept is a beginning of whole characters that fits, and the longest such one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 90 }), (name) => {
      const kept = truncateIdentifier(name);
      expect(name.startsWith(kept)).toBe(true);
      expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(63);
      const [next = ''] = name.slice(kept.length);
      if (next !== '')
        expect(Buffer.byteLength(kept + String.fromCodePoint(name.codePointAt(kept.length) ?? 0))).toBeGreaterThan(63);
      expect(truncateIdentifier(kept)).toBe(kept);
    }),
  );
});
