import { expect, test } from 'vitest';
import { valueShapes } from '../../../src/enforce/document/value-shapes.js';
import { maskedScalarSql } from '../../../src/enforce/relation/scalar-sql.js';
import type { Mask } from '../../../src/masks/index.js';
import { loadParser } from '../../../src/sql/index.js';
import { keys } from '../../masks/masked.js';
import { borrowedNames, plainSql } from './plain-sql.js';

await loadParser();

/** A mask of these types, which shows of which type it took a value to be. */
const taking = (...types: readonly string[]): Mask => ({
  name: 'm',
  keyed: false,
  injective: false,
  takes: ({ typname }) => types.includes(typname),
  sql: (value, { typname }) => `pg_catalog.${typname}_(${value})`,
  apply: (value) => value,
});

const text = "(SELECT jsonb_typeof(v) AS k, (v #>> '{}') AS t OFFSET 0) AS r";
const given = (cases: string) => `(SELECT COALESCE(${cases}, 'null') FROM ${text})`;
const sqlOf = (...types: readonly string[]) => plainSql(maskedScalarSql(taking(...types), 'v', 'r', keys));

/** How a text is judged that looks like a value of a type. */
function looks(typname: string, shown: string): string {
  const shape = valueShapes.find((one) => one.typname === typname);
  const matches = (pattern: string) => `(r.t COLLATE "C") ~ '${shape?.ignoresCase ? '(?i)' : ''}${pattern}'`;
  const sound = shape?.is.map(matches).join(' AND ') ?? '';
  return `WHEN ${matches(shape?.looks ?? '')} THEN ${sound === '' ? shown : `CASE WHEN ${sound} THEN ${shown} END`}`;
}

const isNumeric = looks('numeric', 'to_jsonb(CAST(numeric_(CAST(r.t AS numeric)) AS text))');
const isShort = (then: string) => `CASE WHEN length(r.t) <= 300 THEN ${then} END`;
const wholeNumber = (other: string) =>
  `CASE WHEN (r.t COLLATE "C") ~ '^-?(?:0|[1-9][0-9]{0,18})$' THEN CASE WHEN CAST(r.t AS numeric) >= '-9223372036854775808' AND CAST(r.t AS numeric) <= '9223372036854775807' THEN to_jsonb(int8_(CAST(r.t AS int8))) ELSE ${other} END ELSE ${other} END`;

test('what a mask does not take is null', () => {
  expect(sqlOf()).toBe(given('NULL'));
});

test.each([
  [['text'], "CASE WHEN r.k = 'string' THEN to_jsonb(text_(r.t)) END"],
  // It looks like a date, and stays the text that it is.
  [['text', 'date'], "CASE WHEN r.k = 'string' THEN to_jsonb(text_(r.t)) END"],
  [['bool'], "CASE WHEN r.k = 'boolean' THEN to_jsonb(bool_((r.t = 'true'))) END"],
  [['int8'], `CASE WHEN r.k = 'number' THEN ${isShort(wholeNumber('NULL'))} END`],
  [
    ['numeric'],
    `CASE WHEN r.k = 'string' THEN CASE ${isNumeric} END WHEN r.k = 'number' THEN ${isShort('to_jsonb(numeric_(CAST(r.t AS numeric)))')} END`,
  ],
  [
    ['int8', 'numeric'],
    `CASE WHEN r.k = 'string' THEN CASE ${isNumeric} END WHEN r.k = 'number' THEN ${isShort(wholeNumber('to_jsonb(numeric_(CAST(r.t AS numeric)))'))} END`,
  ],
  [['date'], `CASE WHEN r.k = 'string' THEN CASE ${looks('date', 'to_jsonb(date_(CAST(r.t AS date)))')} END END`],
  [
    ['uuid', 'inet', 'timestamptz', 'date'],
    `CASE WHEN r.k = 'string' THEN CASE ${looks('date', 'to_jsonb(date_(CAST(r.t AS date)))')} ${looks('timestamptz', "to_jsonb((to_jsonb(timezone('UTC', timestamptz_(CAST(r.t AS timestamptz)))) #>> '{}') || 'Z')")} ${looks('uuid', 'to_jsonb(uuid_(CAST(r.t AS uuid)))')} ${looks('inet', 'to_jsonb(inet_(CAST(r.t AS inet)))')} END END`,
  ],
])('a mask of %j casts nothing that it has not looked at', (types, cases) => {
  expect(sqlOf(...types)).toBe(given(cases));
});

test('no name in it is one that a client could take', () => {
  const every = ['bool', 'numeric', ...valueShapes.map(({ typname }) => typname)];
  expect(borrowedNames(maskedScalarSql(taking(...every), 'v', 'r', keys))).toEqual([]);
  expect(borrowedNames(maskedScalarSql(taking('text'), 'v', 'r', keys))).toEqual([]);
});

test('a name that a client could take is found', () => {
  expect(
    borrowedNames(
      `pg_catalog.lower(a) OPERATOR(pg_catalog.||) lower(b COLLATE "e") || CAST('x' AS d) || x.f(1)`,
    ).toSorted(),
  ).toEqual(['d', 'e', 'lower', 'x.f', '||', '||']);
});
