import { expect, test } from 'vitest';
import { changesOf, defined, indexed, undefinable } from '../../defining.js';

test('a sequence, and whose it is', () => {
  expect(defined('CREATE SEQUENCE s START 5')).toBe('CREATE SEQUENCE public.s START 5');
  expect(defined('CREATE SEQUENCE s OWNED BY products.sku')).toBe(
    'CREATE SEQUENCE public.s OWNED BY public.products.sku',
  );
  expect(defined('CREATE SEQUENCE s OWNED BY public.products.sku')).toBe(
    'CREATE SEQUENCE public.s OWNED BY public.products.sku',
  );
  expect(defined('ALTER SEQUENCE counter OWNED BY NONE')).toMatch(/^ALTER SEQUENCE public.counter OWNED BY none$/i);
  expect(changesOf('CREATE SEQUENCE s')).toMatchObject([{ kind: 'relation', relation: { kind: 'S' } }]);
  expect(changesOf('ALTER SEQUENCE counter OWNED BY NONE')).toEqual([{ kind: 'other' }]);
});

test.each([
  ['CREATE SEQUENCE s OWNED BY customers.id', /which is protected/],
  ['CREATE SEQUENCE s OWNED BY nothing.id', /^42P01 "nothing" does not exist/],
  ['CREATE SEQUENCE s OWNED BY other.nothing.id', /^42P01 .*"other\.nothing" does not exist/],
  ['CREATE SEQUENCE s OWNED BY public.customers.id', /which is protected/],
  ['CREATE TEMP SEQUENCE s', /of temporary objects tables alone/],
  ['ALTER SEQUENCE counter RESTART', /which is protected/],
])('%s is refused', (sql, why) => {
  expect(undefinable(sql, { catalog: indexed('orders') })).toMatch(why);
});
