import { expect, test } from 'vitest';
import { parseFloatText, printFloat } from '../../src/masks/float-text.js';

test.each([
  [0, '0'],
  [-0, '-0'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
  [1, '1'],
  [0.1, '0.1'],
  [-1234.5, '-1234.5'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [999999999999999, '999999999999999'],
  [1e15, '1e+15'],
  [123456789012345680, '1.2345678901234568e+17'],
  [5e-324, '5e-324'],
  [1.7976931348623157e308, '1.7976931348623157e+308'],
  // Where the shortest decimal lies on the very boundary, PostgreSQL writes one digit more.
  [9007199254740996, '9.007199254740996e+15'],
  [1e23, '9.999999999999999e+22'],
  [2 ** 60, '1.152921504606847e+18'],
])('float8 %s is printed as PostgreSQL does', (value, text) => {
  expect(printFloat(value, 'float8')).toBe(text);
});

test.each([
  [0.1, '0.1'],
  [100000, '100000'],
  [1000000, '1e+06'],
  [16777216, '1.6777216e+07'],
  [1.4e-45, '1e-45'],
  [3.4028234663852886e38, '3.4028235e+38'],
])('float4 %s is printed as PostgreSQL does', (value, text) => {
  expect(printFloat(Math.fround(value), 'float4')).toBe(text);
});

test('floats are read as PostgreSQL and JSON write them', () => {
  expect(['1', '-1.5e+20', '.5', '5.', 'NaN', '-Infinity'].map(parseFloatText)).toEqual([
    1,
    -1.5e20,
    0.5,
    5,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
  ]);
  expect(['', ' 1', '1 ', '0x10', 'inf', '.', '1e', '--1'].map(parseFloatText)).toEqual(Array(8).fill(null));
});
