import { expect, test } from 'vitest';
import { areCastAlike, branchesOf, familyOfConstant } from '../../../src/enforce/rewrite/constant-family.js';
import { as } from '../../../src/sql/index.js';
import { expressionOf, parsed, smallContext } from '../small-view.js';

const familyOf = (sql: string, types: readonly number[] = []) => {
  const context = smallContext('mailer', parsed(`SELECT ${sql}`));
  return familyOfConstant(expressionOf(sql), { ...context, parameters: { ...context.parameters, types } });
};

test.each([
  ['5', 'int'],
  ['5.5', 'decimal'],
  ['true', 'bool'],
  ["'x'", 'literal'],
  ['NULL', 'literal'],
  ["'x'::date", 'date'],
  ["'{1}'::int8[]", 'unknown'],
  ['\'x\' COLLATE "C"', 'literal'],
  ['$1', 'literal'],
  ['$1 IS NULL OR $1 = 5', 'bool'],
  ['CURRENT_DATE', 'date'],
  ['CURRENT_USER', 'unknown'],
  ['now()', 'timestamptz'],
  ["lower('X')", 'text'],
  ["length('X')", 'int'],
  ['unnest($1)', 'unknown'],
  ['nobody(5)', 'unknown'],
  ['leak(5)', 'unknown'],
  ['1 + 2.5', 'numeric'],
  ["now() - '1 day'", 'unknown'],
  ["lower('x') || 'y'", 'text'],
  ["'x' || 'y'", 'unknown'],
  ['1 < 2', 'bool'],
  ["$1 LIKE 'x'", 'bool'],
  ['NULLIF(5, 6)', 'int'],
  ['COALESCE(1, 2.5)', 'numeric'],
  ["GREATEST(now(), '2020-01-01'::date)", 'unknown'],
  ["CASE WHEN true THEN 'x' END", 'literal'],
  ['ROW(1)', 'unknown'],
])('%s is of the family %s', (sql, family) => {
  expect(familyOf(sql)).toBe(family);
});

test('a parameter is of the type that it is declared to be', () => {
  expect(familyOf('$1', [20])).toBe('int8');
  expect(familyOf('$1', [999_999])).toBe('unknown');
  expect(familyOf('$1 + $1')).toBe('unknown');
});

test('casts alike', () => {
  const alike = (...sql: string[]) => areCastAlike(sql.map((one) => expressionOf(one)));
  expect(alike("'x'::mood", "'y'::mood")).toBe(true);
  expect(alike("'x'::mood", "'y'::public.mood")).toBe(false);
  expect(alike("'{1}'::int8[]", "'{1,2}'::int8[]")).toBe(false);
  expect(alike("'x'::mood", '5')).toBe(false);
});

test('what is made one type of', () => {
  const branches = (sql: string, tag: string) => branchesOf(tag, as(expressionOf(sql), tag) ?? {}).length;
  expect(branches('CASE WHEN true THEN 1 WHEN false THEN 2 ELSE 3 END', 'CaseExpr')).toBe(3);
  expect(branches('CASE WHEN true THEN 1 END', 'CaseExpr')).toBe(1);
  expect(branches('COALESCE(1, 2)', 'CoalesceExpr')).toBe(2);
  expect(branches('ARRAY[1, 2, 3]', 'A_ArrayExpr')).toBe(3);
});
