import { expect, test } from 'vitest';
import { takesRow } from '../../../src/enforce/rewrite/functions.js';
import type { CastInfo, FunctionInfo, TypeInfo } from '../../../src/sql/index.js';
import { domainType } from '../domain-type.js';
import { refusal, smallCatalog, smallContext } from '../small-view.js';

const admitted = /^admitted/;

test.each([
  'SELECT lower(email) FROM customers',
  'SELECT pg_catalog.lower(email) FROM customers',
  'SELECT count(*), max(id) FROM customers',
  'SELECT random()',
  'SELECT generate_series(1, 3)',
  'SELECT email(c), lower(x) FROM customers c, (SELECT 1 AS lower) x',
  "SELECT current_setting('TimeZone')",
])('%s', (sql) => {
  expect(refusal(sql)).toMatch(admitted);
});

test.each([
  ['SELECT leak(1)', /^42501 function `public\.leak` is not listed/],
  ['SELECT public.leak(1)', /^42501 function `public\.leak` is not listed/],
  ['SELECT pg_sleep(1)', /^42501 function `pg_sleep` is refused \(it only waits\)/],
  ["SELECT query_to_xml('x')", /^42501 function `query_to_xml` is refused/],
  ["SELECT set_config('search_path', 'x', false), 1", /^42501/],
  ['SELECT nothing(1)', /^42883 function nothing does not exist/],
  ["SELECT current_setting('damask.key')", /^42501 this setting may not be read(?!.*operator)/],
  ["SELECT current_setting('request.path', true)", /^42501 this setting may not be read \(an operator can list it/],
  ["SELECT current_setting('a' || 'b')", /^42501 a setting must be named by a constant/],
  ["SELECT 'a' <-> 'b'", /^42501 operator `public\.<->` is not trusted/],
  ["SELECT 'a' === 'b'", /^42501 operator `public\.===` is not trusted/],
  ["SELECT 'a' @@@ 'b'", /^42883 operator does not exist/],
  ['SELECT c.leak FROM customers c', /^42501 function `leak` may not be called/],
  ['SELECT (c).leak FROM customers c', /^42501 function `leak` may not be called/],
  ["SELECT ('TimeZone').current_setting", /^42501 function `current_setting` may not be called/],
  ["SELECT ('customers').pg_relation_size", /^42501 function `pg_relation_size` may not be called/],
  ['SELECT leak(x.a) FROM (SELECT 1 AS a, 2 AS leak) x', /^42501 function `public\.leak` is not listed/],
  ['SELECT leak(x) FROM (SELECT 1 AS x, 2 AS leak) x', /^42501 function `public\.leak` is not listed/],
  ['SELECT leak(x) FROM (SELECT 2 AS leak) x', /^42501 function `public\.leak` is not listed/],
])('%s is refused', (sql, why) => {
  expect(refusal(sql)).toMatch(why);
});

test('an operator’s list and a trusted extension open what is theirs', () => {
  expect(refusal('SELECT leak(1)', 'mailer', { functions: new Set(['public.leak']) })).toMatch(admitted);
  const extensions = new Set(['pg_trgm']);
  expect(refusal("SELECT similarity('a', 'b')", 'mailer', { extensions })).toMatch(admitted);
  expect(refusal("SELECT 'a' <-> 'b'", 'mailer', { extensions })).toMatch(admitted);
  expect(refusal("SELECT 'a' === 'b'", 'mailer', { extensions })).toMatch(/^42501/);
});

test('what tells how large a relation is tells nothing', () => {
  expect(refusal("SELECT pg_relation_size('customers')")).toMatch(/^admitted: SELECT CASE WHEN/);
});

test('a sequence may be used where something may be written', () => {
  expect(refusal("SELECT nextval('counter')", 'storefront', { unlisted: 'refuse' })).toMatch(admitted);
  expect(refusal("SELECT nextval('counter')", 'analyst', { unlisted: 'refuse' })).toMatch(
    /^42501 function `nextval` is refused/,
  );
});

test('a function takes rows by the type of its first argument, or by what a row is cast to by itself', () => {
  const [leak] = smallCatalog.functionsNamed('leak') as [FunctionInfo];
  const types: readonly TypeInfo[] = [
    domainType(17_001, 'row', { kind: 'c', baseType: 0 }),
    domainType(17_002, 'over', { baseType: 17_001 }),
    domainType(17_003, 'anything', { kind: 'p', baseType: 0 }),
    domainType(17_004, 'words'),
  ];
  const takes = (argumentTypes: readonly number[], casts: readonly CastInfo[] = []) =>
    takesRow(
      'leak',
      smallContext('storefront', undefined, {
        catalog: {
          ...smallCatalog,
          functionsNamed: () => [{ ...leak, argumentTypes }],
          typeByOid: (oid: number) => types.find((type) => type.oid === oid) ?? smallCatalog.typeByOid(oid),
          castsInvolving: () => casts,
        },
      }),
    );
  for (const oid of [17_001, 17_002, 17_003, 17_999]) expect([oid, takes([oid])]).toEqual([oid, true]);
  for (const oid of [20, 17_004]) expect([oid, takes([oid])]).toEqual([oid, false]);
  expect(takes([])).toBe(false);
  const cast: CastInfo = { source: 17_001, target: 25, context: 'i', functionOid: 0, leakproof: false };
  expect(takes([25], [cast])).toBe(true);
  expect(takes([25], [{ ...cast, context: 'a' }])).toBe(false);
  expect(takes([25], [{ ...cast, source: 23 }])).toBe(false);
});
