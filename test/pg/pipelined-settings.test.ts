import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type ShopGateway } from '../fixtures/shop-gateway.js';

let shop: ShopGateway;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

test('a purpose that is set behind a pipelined ROLLBACK is the one in force afterwards', async () => {
  const sql = postgres({ ...shop.through('analyst/analytics'), max: 1, onnotice: () => {} });
  const ask = (text: string) => sql.unsafe(text).simple();
  await ask('SELECT 1');
  await Promise.all([ask('BEGIN'), ask('ROLLBACK'), ask(`SET damask.purpose = 'fulfilment'`)]);
  // Fulfilment sees names, analytics none.
  const [row] = await ask('SELECT count(name)::int AS names FROM customers');
  expect(row?.names).toBeGreaterThan(0);
  await sql.end();
});
