import { expect, test } from 'vitest';
import { shapeOf } from '../../src/masks/column-shape.js';
import { rangeOf } from '../../src/masks/number-range.js';
import { typed } from './masked.js';

const range = (declared: string) => {
  const shape = shapeOf(typed(declared));
  return shape === null ? undefined : rangeOf(shape);
};

test('says what a type can hold', () => {
  expect(range('smallint')?.least).toEqual({ units: -32768n, scale: 0 });
  expect(range('bigint')?.most).toEqual({ units: 9223372036854775807n, scale: 0 });
  expect(range('numeric(4,2)')?.most).toEqual({ units: 9999n, scale: 2 });
  expect(range('numeric(3,5)')?.most).toEqual({ units: 999n, scale: 5 });
  expect(range('numeric(3,-2)')).toEqual({
    least: { units: -99900n, scale: 0 },
    most: { units: 99900n, scale: 0 },
    resolution: { units: 100n, scale: 0 },
  });
  expect(range('numeric')).toBe(null);
  expect(range('text')).toBe(null);
});
