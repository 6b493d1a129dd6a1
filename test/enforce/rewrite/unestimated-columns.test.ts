import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop, type Visitor } from '../shop.js';

/**
 * Comparisons are asked of the values in the statistics while a statement is planned: of what rows are filtered away, too. What they raise
 * must not tell which values are there.
 */
let shop: Shop;
let mailer: Visitor;

beforeAll(async () => {
  shop = await openShop();
  await shop.database.query(`
    CREATE TYPE pair AS (a int, b int);
    CREATE DOMAIN pairs AS pair[];
    CREATE TYPE spread AS RANGE (subtype = numeric, subtype_diff = numrange_subdiff);
    ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey`);
  mailer = await shop.as('mailer');
});
afterAll(async () => {
  await mailer?.close();
  await shop?.close();
});

/** What was seen by those who have agreed is 1000 and more; of the others it begins with 5. */
async function hold(type: string, value: string): Promise<void> {
  await shop.database.query(`
    TRUNCATE orders CASCADE;
    ALTER TABLE orders DROP COLUMN placed_at;
    ALTER TABLE orders ADD COLUMN placed_at ${type};
    INSERT INTO orders SELECT i, 1, 1, ${value.replaceAll('@', '1000 + i % 20')} FROM generate_series(1, 60) i;
    INSERT INTO orders SELECT i, 3, 1, ${value.replaceAll('@', '5 + i % 3')} FROM generate_series(100, 160) i;
    ANALYZE orders`);
  await mailer.session.refresh();
}

/** Where floats end: what is `away` from there is more than they hold, if a bound below it is taken away. */
const away = (number: number) => String(2n ** 1024n - 2n ** 970n + BigInt(number));
const far = (number: number) => `numrange(${away(number - 1)}, ${away(number)})`;

test.each([
  [
    'pair',
    'ROW(@, @)::pair',
    ["placed_at = ROW(5, 'x'::text)", "placed_at < ROW(5, 'x'::text)", "placed_at *= ROW(5, 'x'::text)"],
  ],
  [
    'pair',
    'ROW(@, @)::pair',
    ["placed_at IS DISTINCT FROM ROW(5, 'x'::text)", "placed_at IN (ROW(5, 'x'::text), ROW(6, 'x'::text))"],
  ],
  ['pair', 'ROW(@, @)::pair', ["ROW(placed_at, 1) < ROW(ROW(5, 'x'::text), 2)"]],
  ['pair[]', 'ARRAY[ROW(@, @)::pair]', ["ROW(5, 'x'::text) = ANY (placed_at)"]],
  ['pairs', 'ARRAY[ROW(@, @)::pair]', ["ROW(5, 'x'::text) = ANY (placed_at::pair[])"]],
  ['numrange', 'numrange(@, 5000)', [`placed_at @> ${far(500)}`]],
  ['nummultirange', 'nummultirange(numrange(@, 5000))', [`placed_at @> ${far(500)}`]],
  ['spread', 'spread(@, 5000)', [`placed_at @> '[${away(499)}, ${away(500)})'`]],
])('of type %s, %s, no value is told by an error', async (type, value, conditions) => {
  await hold(type, value);
  for (const condition of conditions) {
    const sql = `SELECT count(*) FROM orders WHERE ${condition}`;
    await expect(shop.database.query(sql), condition).rejects.toThrow(/dissimilar|out of range/);
    // PostgreSQL looks through a fence.
    const fenced = `SELECT count(*) FROM (SELECT placed_at FROM orders WHERE customer_id = 1 OFFSET 0) o WHERE ${condition}`;
    await expect(shop.database.query(fenced), condition).rejects.toThrow(/dissimilar|out of range/);
    const all = /DISTINCT/.test(condition) ? '60' : '0';
    expect(await mailer.ask(sql), condition).toEqual([[all]]);
    expect(await mailer.ask(`EXPLAIN ${sql}`), condition).not.toEqual([]);
    expect(await mailer.ask(`SELECT count(*) FROM (SELECT * FROM orders) o WHERE ${condition}`), condition).toEqual([
      [all],
    ]);
  }
  expect(await mailer.ask('SELECT placed_at IS NULL, count(*) FROM orders GROUP BY 1')).toEqual([['f', '60']]);
});

test.each([
  ['int4range', 'int4range(@, 5000)'],
  ['tstzmultirange', "tstzmultirange(tstzrange(now(), now() + (@) * interval '1 hour'))"],
  ['int[]', 'ARRAY[@]'],
])('of type %s a column keeps its statistics', async (type, value) => {
  await hold(type, value);
  expect(await mailer.guarded('SELECT placed_at FROM orders')).toContain('(SELECT "damask_row"."placed_at" FROM');
});

test('so does a column of which all rows are seen', async () => {
  await hold('pair', 'ROW(@, @)::pair');
  const storefront = await shop.as('storefront');
  expect(await storefront.guarded('SELECT placed_at FROM orders')).not.toContain('(SELECT "damask_row"."placed_at")');
  expect(await mailer.guarded('SELECT placed_at FROM orders')).toContain(
    '(SELECT (SELECT "damask_row"."placed_at") AS "placed_at" FROM',
  );
  await storefront.close();
});
