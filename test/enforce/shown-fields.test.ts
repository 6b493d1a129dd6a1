import { expect, test } from 'vitest';
import { shownFields, sumOfFields } from '../../src/enforce/shown-fields.js';
import { plan } from './small-view.js';

test('what is shown of no relation is nothing', () => {
  expect(shownFields([], 2, [])).toEqual({ pass: 0, mask: 0, withhold: 0, lookups: 2 });
  expect(shownFields([], 0, [3])).toEqual({ pass: 0, mask: 0, withhold: 0, lookups: 0, lookupArrays: [3] });
});

test('the statements of a text come to the sum of theirs', () => {
  const one = plan('SELECT 1 FROM customers');
  expect(sumOfFields([one, one, plan('SELECT 1 FROM products')])).toEqual({
    pass: 8,
    mask: 2,
    withhold: 8,
    lookups: 0,
  });
  const arrays = [{ fields: shownFields([], 1, [2]) }, { fields: shownFields([], 0, [1]) }];
  expect(sumOfFields(arrays)).toMatchObject({ lookups: 1, lookupArrays: [2, 1] });
});
