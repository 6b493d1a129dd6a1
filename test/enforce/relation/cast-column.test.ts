import { expect, test } from 'vitest';
import { castColumn, heldWithin } from '../../../src/enforce/relation/cast-column.js';

test('a column is given as it is, as another type, or not at all', () => {
  const casts = new Map([
    ['a b', '"pg_catalog"."text"'],
    ['c', null],
  ]);
  expect(castColumn('r.x', 'x', casts)).toBe('r.x');
  expect(castColumn('r."a b"', 'a b', casts)).toBe('CAST(r."a b" AS "pg_catalog"."text") AS "a b"');
  expect(() => castColumn('r.c', 'c', casts)).toThrow(heldWithin('c').message);
});
