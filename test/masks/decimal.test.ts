import { expect, test } from 'vitest';
import { parseDecimal, printDecimal, rescale, trimDecimal } from '../../src/masks/decimal.js';

test.each([
  ['0', '0'],
  ['-12.50', '-12.50'],
  ['+1', '1'],
  ['.5', '0.5'],
  ['5.', '5'],
  ['1e3', '1000'],
  ['1.25e1', '12.5'],
  ['1e-3', '0.001'],
  ['-0', '0'],
  ['-0.05', '-0.05'],
])('%s is %s', (text, printed) => {
  const decimal = parseDecimal(text);
  expect(decimal === null ? null : printDecimal(decimal)).toBe(printed);
});

test('what is no decimal is not read', () => {
  expect(['', '.', '-', 'e5', '1e99999', 'NaN', '1,5', ' 1'].map(parseDecimal)).toEqual(Array(8).fill(null));
});

test('zeros are added and taken off without a change of value', () => {
  expect(rescale({ units: 15n, scale: 1 }, 3)).toEqual({ units: 1500n, scale: 3 });
  expect(trimDecimal({ units: 1500n, scale: 3 })).toEqual({ units: 15n, scale: 1 });
  expect(trimDecimal({ units: 1500n, scale: 0 })).toEqual({ units: 1500n, scale: 0 });
});
