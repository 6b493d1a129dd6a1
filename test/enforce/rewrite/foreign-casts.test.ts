import { expect, test } from 'vitest';
import type { CastInfo } from '../../../src/sql/index.js';
import { leakyCatalog, refusal, smallCatalog } from '../small-view.js';

const implicit = { catalog: leakyCatalog('i') };
const assignment = { catalog: leakyCatalog('a') };

test.each([
  'SELECT lower(id) FROM customers',
  'SELECT id FROM customers UNION SELECT name FROM customers',
  "SELECT 1 FROM customers WHERE id = 'x'",
])('%s could run a cast of the store’s own', (sql) => {
  expect(refusal(sql, 'storefront', implicit)).toMatch(/^42501 a cast from `int8` to `text` could run by itself/);
});

test('where its function is listed it may', () => {
  const listed = { ...implicit, functions: new Set(['public.leak']) };
  expect(refusal('SELECT lower(id) FROM customers', 'storefront', listed)).toMatch(/^admitted/);
});

test('one that runs when a value is stored is asked about only there', () => {
  expect(refusal('SELECT lower(id) FROM customers', 'storefront', assignment)).toMatch(/^admitted/);
  expect(refusal('UPDATE customers SET city = id', 'storefront', assignment)).toMatch(/^42501/);
  expect(refusal("UPDATE customers SET city = 'x'", 'storefront', assignment)).toMatch(/^42501 a cast from/);
});

test('where values become what is given to them, it counts as storing', () => {
  const truth = smallCatalog.foreignCasts;
  const [cast] = leakyCatalog('a').foreignCasts;
  const toTruth = { catalog: { ...smallCatalog, foreignCasts: [{ ...cast, target: 16 } as CastInfo] } };
  expect(truth).toEqual([]);
  expect(refusal('SELECT lower(name) FROM customers WHERE id', 'storefront', toTruth)).toMatch(/^42501 a cast from/);
  expect(refusal('SELECT xmlconcat(id::text::xml) FROM customers', 'storefront', assignment)).toMatch(/^42501/);
});

test('functions that make json of anything run a cast to json, those that quote one to text', () => {
  const [cast] = leakyCatalog('a').foreignCasts;
  const explicit = (change: Partial<CastInfo>) => ({
    catalog: { ...smallCatalog, foreignCasts: [{ ...cast, context: 'e', ...change } as CastInfo] },
  });
  const mood = smallCatalog.typesNamed('mood')[0]?.oid ?? 0;
  const fromMood = explicit({ source: mood, target: 114 });
  expect(refusal('SELECT to_jsonb(mood) FROM products', 'storefront', fromMood)).toMatch(/^42501 a cast from `mood`/);
  expect(refusal('SELECT JSON_ARRAY(mood) FROM products', 'storefront', fromMood)).toMatch(/^42501 a cast from `mood`/);
  expect(refusal('SELECT mood FROM products', 'storefront', fromMood)).toMatch(/^admitted/);
  // Of PostgreSQL's own types json is made without a cast.
  expect(refusal('SELECT to_jsonb(id) FROM orders', 'storefront', explicit({ target: 114 }))).toMatch(/^admitted/);
  const quoting = {
    ...explicit({}),
    catalog: {
      ...explicit({}).catalog,
      functionsNamed: (name: string) =>
        name === 'quote_literal'
          ? smallCatalog.functionsNamed('to_jsonb').map((one) => ({ ...one, name, returnType: 25 }))
          : smallCatalog.functionsNamed(name),
    },
  };
  expect(refusal('SELECT quote_literal(id) FROM orders', 'storefront', quoting)).toMatch(/^42501 a cast from `int8`/);
});

test('parameters bring the types that they were declared with', () => {
  const mood = smallCatalog.typesNamed('mood')[0]?.oid ?? 0;
  const [cast] = leakyCatalog('i').foreignCasts;
  const fromMood = { catalog: { ...smallCatalog, foreignCasts: [{ ...cast, source: mood } as CastInfo] } };
  expect(refusal('SELECT lower($1)', 'storefront', fromMood)).toMatch(/^admitted/);
  expect(refusal('SELECT lower($1)', 'storefront', { ...fromMood, parameterTypes: [mood] })).toMatch(/^42501 a cast/);
  expect(refusal('PREPARE p (mood) AS SELECT lower($1)', 'storefront', fromMood)).toMatch(/^42501 a cast/);
  expect(refusal('PREPARE p (blob) AS SELECT 1', 'storefront')).toMatch(/^42501 type `public.blob` is not trusted/);
});
