import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutAt, parameterized, textInHole } from '../../../src/enforce/template/holed-text.js';

const hole = 'damask_l_n_';
const piece = fc.string({ unit: fc.constantFrom('a', ' ', "'", '"', '1', '_', '$') }).map((text) => ` ${text} `);

test('a text is cut where its holes are, and nowhere else', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, fc.nat(300))), piece, (holed, last) => {
      const text = holed.map(([before, index]) => `${before}${hole}${index}`).join('') + last;
      const cut = cutAt(hole, text);
      expect(cut.holes).toEqual(holed.map(([, index]) => index));
      expect(cut.pieces).toEqual([...holed.map(([before]) => before), last]);
    }),
  );
});

test('quotes that the printer has put around a hole go with it', () => {
  expect(cutAt(hole, `SELECT "${hole}0", "a${hole}1"`)).toEqual({ pieces: ['SELECT ', ', "a', '"'], holes: [0, 1] });
});

test('parameters count from one', () => {
  expect(parameterized(cutAt(hole, `SELECT ${hole}0, ${hole}11`))).toBe('SELECT $1, $12');
});

test('past the literals stands what is made of them', () => {
  const literals = [{ kind: 'integer', start: 0, text: '5' }] as const;
  const derived = [{ from: 0, make: ({ text }: { text: string }) => `f(${text})` }];
  expect([0, 1, 2].map((index) => textInHole(index, literals, derived))).toEqual(['5', 'f(5)', '']);
});
