import { afterAll, beforeAll, expect, test } from 'vitest';
import { functionColumns } from '../../../src/enforce/rewrite/function-columns.js';
import { innerScope } from '../../../src/enforce/rewrite/scope.js';
import { as, listOf } from '../../../src/sql/index.js';
import { openShop, type Shop } from '../shop.js';
import { outline, parsed, plan, refusal, smallContext } from '../small-view.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.close());

function columns(from: string, alias: string | null = null) {
  const select = as(parsed(`SELECT * FROM ${from}`), 'SelectStmt');
  const struct = as(listOf(select?.fromClause)[0], 'RangeFunction') ?? {};
  return (
    functionColumns(struct, alias, innerScope(null, null), smallContext('storefront'))?.map(({ name }) => name) ?? null
  );
}

test.each<[string, string | null, readonly string[] | null]>([
  ['generate_series(1, 2)', null, ['generate_series']],
  ['generate_series(1, 2) AS g', 'g', ['g']],
  ['generate_series(1, 2) WITH ORDINALITY', null, ['generate_series', 'ordinality']],
  ["jsonb_each_text('{}')", null, ['key', 'value']],
  ["json_to_record('{}') AS (a int, b text)", null, ['a', 'b']],
  ["json_to_record('{}')", null, null],
  ['nothing()', null, null],
  ['ROWS FROM (generate_series(1, 2), generate_series(1, 3))', null, null],
  ['unnest($1::int8[])', null, ['unnest']],
  ['unnest($1::int8[]) AS u', 'u', ['u']],
  ['pg_catalog.unnest($1::int8[], $2::text[]) WITH ORDINALITY AS u', 'u', ['unnest', 'unnest', 'ordinality']],
  ['unnest($1::mood[], $2::varchar(20)[])', null, ['unnest', 'unnest']],
  // Of what type these are, or what stands in them, is not plain.
  ['unnest($1)', null, null],
  ['unnest($1::int8[], $2)', null, null],
  ['unnest($1::nothing[])', null, null],
  ['unnest(VARIADIC $1::int8[])', null, null],
])('%s gives %j: %j', (from, alias, expected) => {
  expect(columns(from, alias)).toEqual(expected);
});

test('rows of arrays are put into a protected relation, whose columns are named', () => {
  const arrays = 'unnest($1::int8[], $2::int8[])';
  expect(outline(plan(`INSERT INTO orders SELECT * FROM ${arrays}`, 'storefront'))).toContain('("id", "customer_id")');
  expect(outline(plan(`INSERT INTO orders SELECT a.x, a.y FROM ${arrays} AS a(x, y)`, 'storefront'))).toContain(
    '("id", "customer_id")',
  );
  expect(refusal('INSERT INTO orders SELECT * FROM unnest($1, $2)', 'storefront')).toContain(
    'the columns that are inserted are not known',
  );
  // What may not be written is not, however it is given.
  expect(refusal(`INSERT INTO orders SELECT * FROM ${arrays}`, 'analyst')).toContain('may not be written');
});

test('they come to what each array holds in its place', async () => {
  const storefront = await shop.as('storefront');
  await storefront.ask(
    "INSERT INTO orders SELECT * FROM unnest('{9001,9002}'::bigint[], '{1,1}'::bigint[], '{1.5,2.5}'::numeric[], '{2025-01-01,2025-01-02}'::timestamptz[])",
  );
  expect(await storefront.ask('SELECT id, customer_id, total FROM orders WHERE id > 9000 ORDER BY id')).toEqual([
    ['9001', '1', '1.50'],
    ['9002', '1', '2.50'],
  ]);
  await storefront.close();
});
