import { expect, test } from 'vitest';
import { changesOf, defined, undefinable } from '../../defining.js';

test.each([
  ['CREATE TABLE mine (x int) WITH (fillfactor = 70)', 'CREATE TABLE public.mine (x int) WITH (fillfactor = 70)'],
  ['CREATE UNLOGGED TABLE IF NOT EXISTS mine ()', 'CREATE UNLOGGED TABLE IF NOT EXISTS public.mine ()'],
  ['CREATE TABLE mine (LIKE products INCLUDING ALL)', 'CREATE TABLE public.mine (LIKE public.products INCLUDING ALL)'],
  ['CREATE TABLE mine (y int) INHERITS (products)', 'CREATE TABLE public.mine (y int) INHERITS (public.products)'],
  [
    'CREATE TABLE mine (x text) PARTITION BY LIST (lower(x))',
    'CREATE TABLE public.mine (x text) PARTITION BY LIST (lower(x))',
  ],
  [
    'CREATE TABLE mine PARTITION OF products FOR VALUES FROM (MINVALUE) TO (10)',
    'CREATE TABLE public.mine PARTITION OF public.products FOR VALUES FROM (MINVALUE) TO (10)',
  ],
  ['CREATE TABLE mine AS SELECT sku FROM products', 'CREATE TABLE public.mine AS SELECT sku FROM public.products'],
  ['SELECT sku INTO mine FROM products', 'CREATE TABLE public.mine AS SELECT sku FROM public.products'],
])('%s', (sql, sent) => {
  expect(defined(sql).replace(' AS products', '')).toBe(sent);
});

test('the session takes it to be there', () => {
  expect(changesOf('CREATE TABLE mine (x bigint, y text)')).toMatchObject([
    { kind: 'relation', relation: { kind: 'r', isPending: true, columns: [{ typeOid: 20 }, { typeOid: 25 }] } },
  ]);
  expect(changesOf('CREATE TABLE mine (x int) PARTITION BY LIST (x)')).toMatchObject([{ relation: { kind: 'p' } }]);
  expect(changesOf('CREATE MATERIALIZED VIEW mine AS SELECT sku FROM products')).toMatchObject([
    { relation: { kind: 'm', definition: expect.stringContaining('products') } },
  ]);
});

test.each([
  ['CREATE TABLE mine AS SELECT email FROM customers', /a copy of what is protected .*INSERT … SELECT/],
  ['CREATE MATERIALIZED VIEW mine AS SELECT 1 FROM customer_mail', /a copy of what is protected/],
  ['CREATE TABLE mine AS EXECUTE p', /takes a query/],
  ['CREATE TABLE mine OF mood', /with `ofTypename`/],
  ['CREATE TABLE mine () INHERITS (customers)', /which is protected/],
  ['CREATE TABLE mine PARTITION OF tickets DEFAULT', /which is protected/],
  ['CREATE TABLE mine (LIKE customers)', /which is protected/],
  ['CREATE TABLE mine (x int) PARTITION BY LIST (leak(x))', /not listed/],
])('%s is refused', (sql, why) => {
  expect(undefinable(sql)).toMatch(why);
});

test('a copy of temporary tables that hold what is protected is none', () => {
  const mine = { name: 'mine', columns: ['id'], typeOids: [], permit: 'now', holdsProtected: true };
  const session = { isFresh: true, temporary: { known: new Map([['mine', mine]]), permit: 'now' } };
  expect(undefinable('CREATE TABLE other AS SELECT id FROM mine', { session })).toMatch(/temporary tables that hold/);
  expect(undefinable('CREATE VIEW other AS SELECT id FROM mine', { session })).toMatch(/temporary tables that hold/);
});
