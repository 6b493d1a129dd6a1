import { expect, test } from 'vitest';
import type { TypeInfo } from '../../../../src/sql/index.js';
import { changesOf, defined, indexed, undefinable } from '../../defining.js';
import { smallCatalog } from '../../small-view.js';

const catalog = indexed();

test.each([
  ['DROP TABLE products CASCADE', 'DROP TABLE public.products CASCADE'],
  ['DROP TABLE IF EXISTS nothing, public.products', 'DROP TABLE IF EXISTS public.nothing, public.products'],
  ['DROP VIEW product_list', 'DROP VIEW public.product_list'],
  ['DROP SEQUENCE counter', 'DROP SEQUENCE public.counter'],
  ['DROP INDEX CONCURRENTLY products_pkey', 'DROP INDEX CONCURRENTLY public.products_pkey'],
  ['DROP INDEX IF EXISTS nothing', 'DROP INDEX IF EXISTS public.nothing'],
  ['DROP TYPE IF EXISTS nothing', 'DROP TYPE IF EXISTS public.nothing'],
  ['DROP SCHEMA app', 'DROP SCHEMA app'],
])('%s', (sql, sent) => {
  expect(defined(sql, { catalog })).toBe(sent);
});

test('what is gone is gone', () => {
  expect(changesOf('DROP TABLE products', { catalog })).toEqual([
    { kind: 'no_relation', schema: 'public', name: 'products' },
  ]);
});

test.each([
  ['DROP TABLE products, customers', /which is protected/],
  ['DROP TABLE nothing', /^42P01/],
  ['DROP TABLE IF EXISTS pg_catalog.nothing', /nothing is defined in schema/],
  ['DROP VIEW customer_mail', /which reads what is protected/],
  ['DROP SCHEMA information_schema', /nothing is defined in schema/],
  ['DROP SCHEMA app CASCADE', /CASCADE of this kind/],
  ['DROP TYPE blob CASCADE', /CASCADE of this kind/],
  ['DROP SEQUENCE counter CASCADE', /CASCADE of this kind/],
  ['DROP TYPE pg_catalog.text', /nothing is defined in schema/],
  ['DROP FUNCTION leak', /code .* is not permitted/],
  ['DROP TRIGGER t ON products', /of this kind of object/],
  ['DROP EXTENSION pg_trgm', /of this kind of object/],
])('%s is refused', (sql, why) => {
  expect(undefinable(sql, { catalog })).toMatch(why);
});

test('CASCADE does not reach columns of protected relations through row types', () => {
  const composite = smallCatalog.typeByOid(2950);
  const typeByOid = (oid: number) =>
    oid === 1700 && composite !== undefined ? { ...composite, oid, kind: 'c' as const } : smallCatalog.typeByOid(oid);
  expect(undefinable('DROP TABLE product_list CASCADE', { catalog: { ...catalog, typeByOid } })).toMatch(
    /columns of protected relations/,
  );
  // A domain over rows.
  const over = { ...smallCatalog.typeByOid(25), oid: 1700, kind: 'd' as const, baseType: 2950 } as TypeInfo;
  const rows = (oid: number) =>
    oid === 1700
      ? over
      : oid === 2950 && composite !== undefined
        ? { ...composite, kind: 'c' as const }
        : smallCatalog.typeByOid(oid);
  expect(undefinable('DROP TABLE product_list CASCADE', { catalog: { ...catalog, typeByOid: rows } })).toMatch(
    /columns of protected relations/,
  );
});
