import { expect, test } from 'vitest';
import { concat, isStorableText, literal } from '../../src/masks/sql-expression.js';

test('a literal reads the same whatever standard_conforming_strings is', () => {
  expect(literal("it's")).toBe("'it''s'");
  expect(literal("\\' OR 1=1 --")).toBe("E'\\\\'' OR 1=1 --'");
});

test('texts are joined from the left', () => {
  expect(concat('a', 'b', 'c')).toBe('((a OPERATOR(pg_catalog.||) b) OPERATOR(pg_catalog.||) c)');
});

test('PostgreSQL stores neither NUL nor half a character', () => {
  expect(['', 'é😀', 'a\0', '\ud83d'].map(isStorableText)).toEqual([true, true, false, false]);
});
