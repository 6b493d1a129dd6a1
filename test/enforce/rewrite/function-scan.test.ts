import { afterAll, beforeAll, expect, test } from 'vitest';
import { isScannedApart, writtenInSql } from '../../../src/enforce/rewrite/function-scan.js';
import { as, listOf } from '../../../src/sql/index.js';
import { openShop, type Shop } from '../shop.js';
import { parsed, smallContext } from '../small-view.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.close());

test.each([
  ['generate_series(1, 5)', true],
  ['ROWS FROM (generate_series(1, 5), jsonb_array_elements($1))', true],
  ['CURRENT_DATE', true],
  ["ts_debug('english', $1)", false],
  ["ROWS FROM (generate_series(1, 5), ts_debug('english', $1))", false],
  // The store's own: its body may be a query.
  ['leak(5)', false],
])('%s is scanned apart: %s', (from, apart) => {
  const select = as(parsed(`SELECT * FROM ${from}`), 'SelectStmt');
  const struct = as(listOf(select?.fromClause)[0], 'RangeFunction') ?? {};
  expect(isScannedApart(struct, smallContext('storefront'))).toBe(apart);
});

test('the functions of PostgreSQL that are queries are known', async () => {
  const { rows } = await shop.database.query(`
    SELECT DISTINCT proname FROM pg_proc JOIN pg_language l ON l.oid = prolang
      WHERE lanname = 'sql' AND proretset AND pronamespace = 'pg_catalog'::regnamespace`);
  expect(rows.map((row: { proname: string }) => row.proname)).toEqual([...writtenInSql]);
});
