import { expect, test } from 'vitest';
import { inOneGo } from '../../src/base/index.js';
import { assertRelationsMayStand, readsAs } from '../../src/enforce/referee.js';
import { parsed, smallContext } from './small-view.js';

test('a text reads as a tree when it is the same statement, written in whatever way', () => {
  expect(inOneGo(readsAs('select  a FROM t -- x', parsed('SELECT a FROM t')))).not.toBeNull();
  expect(inOneGo(readsAs('SELECT (a) FROM t', parsed('SELECT a FROM t')))).not.toBeNull();
  expect(inOneGo(readsAs('SELECT b FROM t', parsed('SELECT a FROM t')))).toBeNull();
  expect(inOneGo(readsAs('SELECT a FROM t; SELECT a FROM t', parsed('SELECT a FROM t')))).toBeNull();
  expect(inOneGo(readsAs('SELECT a FROM', parsed('SELECT a FROM t')))).toBeNull();
  expect(inOneGo(readsAs('', parsed('SELECT a FROM t')))).toBeNull();
});

const judge =
  (sql: string, unlisted: 'allow' | 'refuse' = 'allow') =>
  () =>
    assertRelationsMayStand(parsed(sql), smallContext('mailer', parsed(sql), { unlisted }));

test.each([
  'SELECT 1 FROM public.products',
  'SELECT 1 FROM public.product_list',
  'SELECT 1 FROM pg_catalog.pg_namespace',
  'SELECT 1 FROM information_schema.tables',
  'WITH x AS (SELECT 1) SELECT 1 FROM x',
  'WITH x AS (SELECT 1) SELECT (SELECT 1 FROM x) FROM public.products p FOR UPDATE OF p',
  'WITH RECURSIVE x AS (SELECT 1 UNION SELECT 2 FROM x) SELECT 1 FROM x',
])('%s may stand', (sql) => {
  expect(judge(sql)).not.toThrow();
});

test.each([
  ['SELECT 1 FROM public.customers', /`public\.customers` stands without its guard/],
  ['SELECT 1 FROM public.tickets_1', /without its guard/],
  ['SELECT (SELECT 1 FROM public.customers)', /without its guard/],
  ['SELECT 1 FROM customers', /`customers` stands unqualified/],
  ['SELECT 1 FROM products', /`products` stands unqualified/],
  ['WITH x AS (SELECT 1) SELECT 1 FROM y', /unqualified/],
  ['SELECT 1 FROM (WITH x AS (SELECT 1) SELECT 1) s, x', /unqualified/],
  ['SELECT 1 FROM pg_catalog.pg_statistic', /may not stand here/],
  ['SELECT 1 FROM pg_catalog.pg_class', /may not stand here/],
  ['SELECT 1 FROM public.nobody', /may not stand here/],
  ['INSERT INTO public.customers VALUES (1)', /without its guard/],
  ['UPDATE public.customers SET id = 1', /without its guard/],
  ['DELETE FROM public.customers', /without its guard/],
  ['COPY public.customers TO STDOUT', /without its guard/],
  ['SELECT 1 FROM public.products, LATERAL (SELECT 1 FROM public.orders) x', /without its guard/],
])('%s may not', (sql, why) => {
  expect(judge(sql)).toThrow(why);
});

test('where what is unlisted is refused, it may not stand', () => {
  expect(judge('SELECT 1 FROM public.products', 'refuse')).toThrow(/not in the data map/);
});
