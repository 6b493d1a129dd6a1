import { expect, test } from 'vitest';
import type { Relation } from '../../../../src/sql/index.js';
import { changesOf, defined, indexed, undefinable } from '../../defining.js';
import { smallCatalog } from '../../small-view.js';

const answering = { ...smallCatalog.relation('public', 'products'), name: 'answering', hasRules: true } as Relation;
const base = indexed();
const catalog = {
  ...base,
  relation: (schema: string, name: string) =>
    schema === 'public' && name === 'answering' ? answering : base.relation(schema, name),
  hasSchema: (schema: string) => schema === 'app' || smallCatalog.hasSchema(schema),
};

test.each([
  ['ALTER TABLE products RENAME TO x', 'ALTER TABLE public.products RENAME TO x'],
  ['ALTER TABLE products RENAME COLUMN title TO x', 'ALTER TABLE public.products RENAME COLUMN title TO x'],
  ['ALTER TABLE products RENAME CONSTRAINT a TO b', 'ALTER TABLE public.products RENAME CONSTRAINT a TO b'],
  ['ALTER INDEX products_pkey RENAME TO x', 'ALTER INDEX public.products_pkey RENAME TO x'],
  ['ALTER SEQUENCE counter RENAME TO x', 'ALTER SEQUENCE public.counter RENAME TO x'],
  ['ALTER TABLE products SET SCHEMA app', 'ALTER TABLE public.products SET SCHEMA app'],
])('%s', (sql, sent) => {
  expect(defined(sql, { catalog })).toBe(sent);
});

test('one name goes, another comes', () => {
  expect(changesOf('ALTER TABLE products RENAME TO x', { catalog })).toMatchObject([
    { kind: 'no_relation', name: 'products' },
    { kind: 'relation', relation: { name: 'x', oid: smallCatalog.relation('public', 'products')?.oid } },
  ]);
  expect(changesOf('ALTER TABLE products SET SCHEMA app', { catalog })).toMatchObject([
    { kind: 'no_relation', schema: 'public' },
    { kind: 'relation', relation: { schema: 'app', name: 'products' } },
  ]);
  expect(changesOf('ALTER INDEX products_pkey RENAME TO x', { catalog })).toMatchObject([{ index: { name: 'x' } }]);
});

test.each([
  ['ALTER TABLE customers RENAME TO x', /which is protected/],
  ['ALTER TABLE customers RENAME COLUMN ssn TO x', /which is protected/],
  ['ALTER TABLE products RENAME TO customers', /what the configuration speaks of/],
  ['ALTER TABLE products RENAME TO text', /PostgreSQL’s own/],
  ['ALTER INDEX customers_pkey RENAME TO x', /which is protected/],
  ['ALTER INDEX nothing RENAME TO x', /^42P01/],
  ['ALTER SCHEMA public RENAME TO x', /of this kind of object/],
  ['ALTER TYPE blob RENAME TO x', /a type of this kind/],
  ['ALTER TYPE nothing RENAME TO x', /^42P01/],
  ['ALTER TABLE products SET SCHEMA pg_temp', /nothing is defined in schema/],
  ['ALTER TABLE answering RENAME TO x', /has rules/],
  ['ALTER TABLE answering SET SCHEMA app', /has rules/],
  ['ALTER FUNCTION leak SET SCHEMA app', /of this kind of object/],
])('%s is refused', (sql, why) => {
  expect(undefinable(sql, { catalog })).toMatch(why);
});
