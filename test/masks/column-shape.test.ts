import { expect, test } from 'vitest';
import { shapeOf, typeSql } from '../../src/masks/column-shape.js';
import { typed } from './masked.js';

test.each([
  ['text', 'pg_catalog.text'],
  ['character varying', 'pg_catalog.varchar'],
  ['character varying(50)', 'pg_catalog.varchar(50)'],
  ['character(3)', 'pg_catalog.bpchar(3)'],
  ['numeric(12,-2)', 'pg_catalog.numeric(12, -2)'],
  ['timestamp(3) with time zone', 'pg_catalog.timestamptz(3)'],
  ['double precision', 'pg_catalog.float8'],
  ['bigint', 'pg_catalog.int8'],
])('%s is cast to as %s', (declared, sql) => {
  const type = typed(declared.replace('(3) with', ' with'));
  expect(shapeOf({ ...type, declared })?.sql).toBe(sql);
});

test('a JSON member is a text, a numeric or a bool', () => {
  for (const typname of ['text', 'numeric', 'bool'])
    expect(shapeOf({ typname, declared: typname })?.typname).toBe(typname);
});

test('a domain is its base type, so that no check of its can raise on a mask', () => {
  expect(shapeOf({ typname: 'varchar', declared: 'app.postcode' })).toMatchObject({
    sql: 'pg_catalog.varchar',
    length: null,
  });
  expect(typeSql({ typname: 'int4', declared: 'app.age' })).toBe('pg_catalog.int4');
});

test('citext is named where it stands; a domain over it is not known', () => {
  expect(shapeOf({ typname: 'citext', declared: 'public.citext' })?.sql).toBe('public.citext');
  expect(shapeOf({ typname: 'citext', declared: 'app.email' })).toBe(null);
});

test('any type can be named whatever the search_path is', () => {
  const named = (typname: string, declared: string) => typeSql({ typname, declared });
  expect(named('_text', 'text[]')).toBe('pg_catalog.text[]');
  expect(named('_varchar', 'character varying(5)[]')).toBe('character varying(5)[]');
  expect(named('char', '"char"')).toBe('pg_catalog."char"');
  expect(named('mood', 'app.mood')).toBe('app.mood');
  expect(named('mood', '"My App"."Mo.od"')).toBe('"My App"."Mo.od"');
  expect(named('interval', 'interval year to month')).toBe('interval year to month');
  expect(named('tsrange', 'tsrange')).toBe('pg_catalog.tsrange');
});
