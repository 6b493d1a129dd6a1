import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareBytes } from '../../src/rules/text-order.js';

/** Halves of pairs, with and without the other, and what stands on either side of them in the one order or the other. */
const units = fc.array(
  fc.constantFrom('a', 'b', 'é', '\u07ff', '\ud7ff', '\ud800', '\udc00', '\udfff', '\ue000', '\uffff', '😀'),
  {
    maxLength: 4,
  },
);
const text = units.map((parts) => parts.join(''));

test('texts are ordered as their bytes in UTF-8 are', () => {
  fc.assert(
    fc.property(text, text, text, (shared, left, right) => {
      const [first, second] = [shared + left, shared + right];
      expect(Math.sign(compareBytes(first, second))).toBe(Buffer.compare(Buffer.from(first), Buffer.from(second)));
    }),
    { numRuns: 5_000 },
  );
});
