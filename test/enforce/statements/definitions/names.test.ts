import { describe, expect, test } from 'vitest';
import { resolveRelation } from '../../../../src/sql/index.js';
import { changesOf, defined, indexed, undefinable } from '../../defining.js';
import { smallCatalog } from '../../small-view.js';

describe('new names', () => {
  test('stand where PostgreSQL would put them', () => {
    expect(defined('CREATE TABLE mine (x int)')).toBe('CREATE TABLE public.mine (x int)');
    expect(changesOf('CREATE TABLE mine (x int)')).toMatchObject([
      { relation: { schema: 'public', name: 'mine', oid: 0 } },
    ]);
    expect(defined('CREATE TABLE public.mine (x int)')).toBe('CREATE TABLE public.mine (x int)');
  });

  test.each([
    ['CREATE TABLE text (x int)', /PostgreSQL’s own/],
    ['CREATE TABLE pg_catalog.x (x int)', /nothing is defined in schema/],
    ['CREATE TABLE information_schema.x (x int)', /nothing is defined in schema/],
    ['CREATE TABLE damask.x (x int)', /nothing is defined in schema/],
    ['CREATE TABLE pg_temp_3.x (x int)', /nothing is defined in schema/],
    ['CREATE TABLE customers (x int)', /what the configuration speaks of/],
    ['CREATE TABLE consent (x int)', /what the configuration speaks of/],
  ])('%s is refused', (sql, why) => {
    expect(undefinable(sql)).toMatch(why);
  });

  test('are of no use where what is not listed is refused', () => {
    expect(undefinable('CREATE TABLE mine (x int)', { unlisted: 'refuse' })).toMatch(/would not be in the data map/);
    expect(undefinable('ALTER TABLE products ADD x int', { unlisted: 'refuse' })).toMatch(/not in the data map/);
  });

  test('need a schema', () => {
    const catalog = { ...smallCatalog, hasSchema: (schema: string) => schema === 'pg_catalog' };
    expect(undefinable('CREATE TABLE mine (x int)', { catalog })).toMatch(/no schema has been selected/);
  });
});

describe('what may be changed', () => {
  test.each([
    ['ALTER TABLE customers ADD x int', /`public.customers`, which is protected/],
    ['ALTER TABLE tickets_1 ADD x int', /which is protected/],
    ['ALTER TABLE consent ADD x int', /which is protected/],
    ['ALTER TABLE pg_catalog.pg_class ADD x int', /does not exist|server’s own/],
    ['ALTER VIEW customer_mail RENAME TO x', /which reads what is protected/],
    ['ALTER MATERIALIZED VIEW customer_copy RENAME TO x', /which reads what is protected/],
    ['ALTER TABLE nothing ADD x int', /^42P01/],
    ['ALTER TABLE other.public.products ADD x int', /^42501 cross-database/],
    ['COMMENT ON TABLE other.public.products IS $$x$$', /^42501 a name with a database/],
    ['DROP INDEX customers_pkey', /which is protected/],
    ['DROP INDEX of_nothing', /what index `of_nothing` is on is not known/],
    ['ALTER SEQUENCE counter RESTART', /`public.customers`, which is protected/],
  ])('%s is refused', (sql, why) => {
    expect(undefinable(sql, { catalog: indexed('customers') })).toMatch(why);
  });

  test('what is not protected may, under its whole name', () => {
    const catalog = indexed();
    expect(defined('ALTER TABLE products ADD x int', { catalog })).toBe('ALTER TABLE public.products ADD x int');
    expect(defined('ALTER VIEW product_list RENAME TO x', { catalog })).toBe(
      'ALTER VIEW public.product_list RENAME TO x',
    );
    expect(defined('ALTER SEQUENCE counter RESTART', { catalog })).toBe('ALTER SEQUENCE public.counter RESTART');
    expect(resolveRelation(smallCatalog, [], 'public', 'products')).toBeDefined();
  });

  test('of temporary tables nothing is changed here', () => {
    const known = new Map([
      ['mine', { name: 'mine', columns: [], typeOids: [], permit: 'now', holdsProtected: false }],
    ]);
    const session = { isFresh: true, temporary: { known, permit: 'now' } };
    expect(undefinable('ALTER SEQUENCE mine RESTART', { session })).toMatch(/not handled for temporary tables/);
  });
});
