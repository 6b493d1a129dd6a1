import { expect, test } from 'vitest';
import { changesOf, defined, undefinable } from '../../defining.js';
import { smallCatalog } from '../../small-view.js';

test.each([
  ["CREATE TYPE state AS ENUM ('a', 'b')", "CREATE TYPE public.state AS ENUM ('a', 'b')", 'e'],
  ['CREATE TYPE place AS (street text, no int)', 'CREATE TYPE public.place AS (street text, no int)', 'c'],
  ["CREATE DOMAIN mail AS text CHECK (value ~ '@')", "CREATE DOMAIN public.mail AS text CHECK (value ~ '@')", 'd'],
])('%s', (sql, sent, of) => {
  expect(defined(sql).toLowerCase()).toBe(sent.toLowerCase());
  expect(changesOf(sql)).toMatchObject([{ kind: 'type', schema: 'public', of }]);
});

test('values are added to an enum that no protected column has', () => {
  expect(defined("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'x'")).toBe(
    "ALTER TYPE public.mood ADD VALUE IF NOT EXISTS 'x'",
  );
  expect(defined('ALTER TYPE mood RENAME TO x')).toBe('ALTER TYPE public.mood RENAME TO x');
});

test('a type that stands in protected relations is not changed', () => {
  const mood = smallCatalog.typesNamed('mood')[0];
  const customers = smallCatalog.relation('public', 'customers');
  if (mood === undefined || customers === undefined) throw new Error('no mood');
  const array = { ...mood, oid: 99_001, name: '_mood', elementType: mood.oid };
  const domain = { ...mood, oid: 99_002, name: 'moody', kind: 'd' as const, baseType: array.oid };
  const row = { ...mood, oid: 99_003, name: 'moodrow', kind: 'c' as const, relation: 99_004 };
  const withType = (typeOid: number) => {
    const changed = { ...customers, columns: customers.columns.map((one) => ({ ...one, typeOid })) };
    const composite = {
      ...changed,
      oid: 99_004,
      name: 'moodrow',
      kind: 'c' as const,
      columns: changed.columns.map((one) => ({ ...one, typeOid: domain.oid })),
    };
    return {
      ...smallCatalog,
      relations: () => [changed],
      relationByOid: (oid: number) => (oid === 99_004 ? composite : smallCatalog.relationByOid(oid)),
      typeByOid: (oid: number) => [array, domain, row].find((one) => one.oid === oid) ?? smallCatalog.typeByOid(oid),
    };
  };
  for (const oid of [mood.oid, array.oid, domain.oid, row.oid])
    for (const sql of ["ALTER TYPE mood ADD VALUE 'x'", 'DROP TYPE mood', 'ALTER TYPE mood RENAME TO x'])
      expect([oid, sql, undefinable(sql, { catalog: withType(oid) })]).toEqual([
        oid,
        sql,
        expect.stringMatching(/stands in protected relations/),
      ]);
});

test.each([
  ['CREATE TYPE text AS ENUM ()', /PostgreSQL’s own/],
  ['CREATE TYPE place AS (x blob)', /not trusted/],
  ['CREATE DOMAIN mail AS text CHECK (leak(1) = value)', /not listed/],
  ['CREATE DOMAIN mail AS blob', /not trusted/],
  ["ALTER TYPE nothing ADD VALUE 'x'", /^42P01/],
])('%s is refused', (sql, why) => {
  expect(undefinable(sql)).toMatch(why);
});
