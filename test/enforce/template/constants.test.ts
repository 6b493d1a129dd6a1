import { expect, test } from 'vitest';
import {
  byteStarts,
  forEachConstant,
  isGrammarValue,
  placeOf,
  watchedValue,
} from '../../../src/enforce/template/constants.js';
import type { Struct } from '../../../src/sql/index.js';
import { parsed } from '../small-view.js';

test('every constant of a tree is visited once', () => {
  const found: unknown[] = [];
  forEachConstant(parsed("SELECT 1, f('a', ARRAY[2.5]) WHERE x IN (3)"), (constant) => found.push(constant));
  expect(found).toHaveLength(4);
});

test.each([
  ['integer', '7', false, 7, true],
  ['integer', '7', true, -7, true],
  ['integer', '7', true, 7, false],
  ['integer', '0', false, undefined, true],
  ['decimal', '1.50', false, '1.50', true],
  ['decimal', '1.50', true, '-1.50', true],
  ['decimal', '1.50', false, '1.5', false],
  ['string', "'it''s'", false, "it's", true],
  ['string', "'it''s'", false, "it''s", false],
  ['string', "'ab'", false, 'a', false],
  ['string', "''", false, '', true],
] as const)('%s %s, negative %s, is %s to the grammar: %s', (kind, text, isNegative, value, expected) => {
  expect(isGrammarValue({ kind, start: 0, text }, isNegative, value)).toBe(expected);
});

test('a constant with a sign begins behind it', () => {
  const text = Buffer.from('SELECT - 5');
  expect(placeOf({ location: 7 }, text)).toBe(9);
  expect(placeOf({ location: 9 }, text)).toBe(9);
  expect(placeOf({ location: 7 }, null)).toBe(7);
});

test('places count in bytes', () => {
  const text = "SELECT 'ä', '€', 1";
  const literals = ["'ä'", "'€'", '1'].map((one) => ({ kind: 'string', start: text.indexOf(one), text: one }) as const);
  const bytes = Buffer.from(text);
  expect(byteStarts(bytes, literals)).toEqual(["'ä'", "'€'", '1'].map((one) => bytes.indexOf(one)));
});

test.each(['ival', 'fval', 'sval'])('who reads or copies a watched %s is noticed', (field) => {
  let reads = 0;
  const watched = watchedValue(field, () => {
    reads += 1;
    return 'value';
  });
  expect(reads).toBe(0);
  expect(watched[field]).toBe('value');
  const copy: Struct = { ...watched };
  expect([copy[field], reads]).toEqual(['value', 2]);
});
