import { expect, test } from 'vitest';
import { changesOf, defined, undefinable } from '../../defining.js';

test('an index on what nobody protects', () => {
  const sql =
    'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON products USING btree (lower(title), sku) INCLUDE (price) WHERE price > 0';
  expect(defined(sql)).toBe(sql.replace(' products', ' public.products'));
  expect(changesOf(sql)).toMatchObject([{ kind: 'index', index: { schema: 'public', name: 'i' } }]);
  expect(changesOf('CREATE INDEX ON products (sku)')).toEqual([{ kind: 'other' }]);
});

test.each([
  ['CREATE INDEX ON customers (city)', /which is protected/],
  ['CREATE INDEX ON products (leak(1))', /not listed/],
  ['CREATE INDEX ON products (sku) INCLUDE (leak(1))', /not listed/],
  ['CREATE INDEX ON products (sku) WHERE leak(1) IS NULL', /not listed/],
  ['CREATE INDEX text ON products (sku)', /PostgreSQL’s own/],
])('%s is refused', (sql, why) => {
  expect(undefinable(sql)).toMatch(why);
});
