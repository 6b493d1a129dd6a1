import { expect, test } from 'vitest';
import { placesInBytes, valueLocation } from '../../src/enforce/value-location.js';
import { expressionOf } from './small-view.js';

const kinds = new Set(['A_Const', 'ParamRef']);

test.each([
  ['7', 7],
  ["'é'", 7],
  ['$1', 7],
  ["'a'::text", 7],
  ["'a'::text::text", -1],
  ['id', -1],
  ['DEFAULT', -1],
])('%s stands at %i', (sql, place) => {
  expect(valueLocation(expressionOf(sql), kinds)).toBe(place);
});

test('other kinds of value are found where they are asked for', () => {
  expect(valueLocation(expressionOf('DEFAULT'), new Set([...kinds, 'SetToDefault']))).toBe(7);
  expect(valueLocation(expressionOf('7'), new Set(['ParamRef']))).toBe(-1);
  expect(valueLocation(undefined, kinds)).toBe(-1);
});

test('places are in bytes, as trees have them', () => {
  const narrow = placesInBytes('SELECT 1');
  const wide = placesInBytes("SELECT 'ä', 😀, 1");
  expect([narrow(0), narrow(7)]).toEqual([0, 7]);
  expect([wide(7), wide(10), wide(15)]).toEqual([7, 11, 18]);
});
