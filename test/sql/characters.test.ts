import fc from 'fast-check';
import { expect, test } from 'vitest';
import { charactersIn } from '../../src/sql/index.js';

test('characters are counted, of however many bytes or units they are', () => {
  expect(charactersIn(Buffer.from(''))).toBe(0);
  expect(charactersIn(Buffer.from('aä漢😀'))).toBe(4);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(charactersIn(Buffer.from(text))).toBe([...text].length);
    }),
  );
});
