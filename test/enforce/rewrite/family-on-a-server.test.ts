import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop, type Visitor } from '../shop.js';

/** A number that no floating point holds is converted where it is compared: whether it was must not tell of a row that is hidden. */
let shop: Shop;
let mailer: Visitor;

beforeAll(async () => {
  shop = await openShop();
  await shop.database.query(`
    ALTER TABLE orders DROP COLUMN placed_at, ADD placed_at float8;
    INSERT INTO customers (id, name, email, city) VALUES (50, 'n', 'hidden@example.com', 'Oslo');
    INSERT INTO consent VALUES (50, 'marketing', 'refused', NULL);
    INSERT INTO orders VALUES (50, 50, 5, 5)`);
  mailer = await shop.as('mailer');
  await mailer.session.refresh();
});

afterAll(async () => {
  await mailer?.close();
  await shop?.close();
});

const conditions = [
  'o.placed_at > CASE WHEN o.id > 0 THEN 1e400 ELSE 2.5 END',
  'o.placed_at > CASE WHEN o.id > 0 THEN 1e400 ELSE 2 END',
  'o.placed_at = ANY (ARRAY[1e400, o.id])',
  'o.placed_at <> COALESCE(NULLIF(o.id, 50), 1e400)',
  'EXISTS (SELECT FROM (VALUES (1e400, 1), (2.5, 2)) v (n, k) WHERE v.n > o.placed_at)',
  'o.placed_at < ALL (SELECT 1e400 FROM products)',
];

const said = (sql: string) =>
  mailer.ask(sql).then(
    (rows) => JSON.stringify(rows),
    (fault: Error) => fault.message,
  );

test.each(conditions)('%s', async (condition) => {
  const of = (id: number) => said(`SELECT o.id FROM orders o WHERE o.id = ${id} AND ${condition}`);
  expect(await of(50)).toBe(await of(60));
});

test('the store would tell, if the guard had no fence', async () => {
  const sent = await mailer.guarded(`SELECT o.id FROM orders o WHERE o.id = 50 AND ${conditions[0]}`);
  expect(sent).toContain(' OFFSET 0');
  await expect(shop.database.query(sent.replace(' OFFSET 0', ''))).rejects.toThrow(/out of range/);
});
