import { expect, test } from 'vitest';
import { isPlainMoment, isValueOf, shownType } from '../../../src/enforce/document/value-shapes.js';

test('a text is taken for the first type that it looks like and that is taken', () => {
  expect(shownType('1984-02-30', () => true)).toBe('date');
  expect(shownType('1984-02-30', (name) => name !== 'date')).toBeNull();
  expect(shownType('10.1.2.300', () => true)).toBe('inet');
  expect(shownType('-7.50', () => true)).toBe('numeric');
  expect(shownType('soon', () => true)).toBeNull();
});

test('what looks like a value need not be one', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['date', '1984-02-29', true],
    ['date', '1900-02-29', false],
    ['date', '0000-01-01', false],
    ['timestamptz', '1984-02-29T23:59:59.5z', true],
    ['timestamptz', '1984-02-30T00:00:00Z', false],
    ['timestamptz', '1984-02-29T24:00:00Z', false],
    ['timestamptz', '9999-12-31T00:00:00Z', false],
    ['uuid', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', true],
    ['inet', '::ffff:10.0.0.1', true],
    ['inet', '1::2::3', false],
    ['inet', '10.0.0.256', false],
    ['numeric', '9'.repeat(201), false],
    ['text', 'x', false],
  ];
  for (const [typname, text, is] of cases) expect(isValueOf(text, typname), text).toBe(is);
  expect(isPlainMoment('1984-02-29 10:00:00')).toBe(true);
  expect(isPlainMoment('1984-02-29 10:00:00Z')).toBe(false);
  expect(isPlainMoment('0001-02-28 10:00:00')).toBe(false);
});
