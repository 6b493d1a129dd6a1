import { beforeAll, expect, test } from 'vitest';
import { blankComments } from '../../src/sql/blank-comments.js';
import { loadParser, parse } from '../../src/sql/index.js';

beforeAll(loadParser);

test.each([
  ['SELECT 1 -- one\n, 2', 'SELECT 1       \n, 2'],
  ['SELECT 1 /* a /* b */ c\n */ + 2', `SELECT 1 ${' '.repeat('/* a /* b */ c  */'.length)} + 2`],
  ['SELECT 1 -- /* no\n + 2 -- */', 'SELECT 1         \n + 2      '],
  ["SELECT 'a' -- b\n 'c'", "SELECT 'a'     \n 'c'"],
  ['SELECT 1 /* é𝒳 */', 'SELECT 1         '],
  ['SELECT 1 /* never closed', 'SELECT 1                '],
])('%j becomes %j', (text, blank) => {
  expect(blankComments(text)).toBe(blank);
  expect([...blank].length).toBe([...text].length);
});

test.each([
  'SELECT 1',
  "SELECT '-- no', '/* no */'",
  'SELECT "/* no */" FROM "-- no"',
  'SELECT $$ -- no $$, $a$ /* no */ $a$',
  "SELECT E'\\' -- no'",
])('%j has none', (text) => {
  expect(blankComments(text)).toBe(null);
});

test.each([
  'SELECT 1 NOT /* a */ IN (2)',
  "SELECT 'a' NOT -- b\n LIKE 'c'",
  'SELECT 1 NOT /**/ BETWEEN 0 AND 2',
  'SELECT a FROM b ORDER BY a NULLS /* a */ FIRST',
  'CREATE TABLE a (b time WITH /* a */ TIME ZONE)',
])('%j reads once its comments are blank', (text) => {
  expect(() => parse(text)).toThrow();
  expect(parse(blankComments(text) ?? '')).toHaveLength(1);
});
