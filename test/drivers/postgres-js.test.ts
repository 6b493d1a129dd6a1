import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type ShopGateway } from '../fixtures/shop-gateway.js';

let shop: ShopGateway;
const opened: postgres.Sql[] = [];

beforeAll(async () => {
  shop = await openShop();
});
afterEach(async () => {
  for (const sql of opened.splice(0)) await sql.end({ timeout: 5 });
});
afterAll(() => shop.close());

function connect(options: postgres.Options<Record<string, never>> = {}, user: 'storefront' | 'mailer' = 'storefront') {
  const login = shop.through(user);
  // `fetch_types` is on: it asks the catalog for array types as soon as it is connected.
  const sql = postgres({ ...login, max: 1, onnotice: () => {}, ...options });
  opened.push(sql);
  return sql;
}

describe('postgres.js', () => {
  test('sees what the purpose permits, through statements that it prepares', async () => {
    const sql = connect({}, 'mailer');
    const rows = await sql`SELECT id, name, email, ssn, city FROM customers WHERE email LIKE ${'%@%'}`;
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row.ssn).toBeNull();
      expect(row.city).toBeNull();
    }
    const again = await sql`SELECT id, name, email, ssn, city FROM customers WHERE email LIKE ${'%nobody%'}`;
    expect(again).toHaveLength(0);
  });

  test('arrays, numbers and dates are what they are directly', async () => {
    const sql = connect();
    const direct = postgres({ ...shop.direct, max: 1 });
    opened.push(direct);
    const ask = (db: postgres.Sql) =>
      db`SELECT id, total, placed_at, ARRAY[status, 'x'] AS states FROM orders WHERE id = ANY(${[1, 2, 3]}::bigint[]) ORDER BY id`;
    expect([...(await ask(sql))]).toEqual([...(await ask(direct))]);
  });

  test('a hundred statements at once are answered each its own', async () => {
    const sql = connect({ max: 2 });
    const ids = Array.from({ length: 100 }, (_, index) => shop.retained[index % 60]!);
    const answers = await Promise.all(ids.map((id) => sql`SELECT id FROM customers WHERE id = ${id}`));
    expect(answers.map((rows) => Number(rows[0]!.id))).toEqual(ids);
  });

  test('one bad statement among many fails alone', async () => {
    const sql = connect();
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        index === 7 ? sql`SELECT ssn FROM nowhere` : sql`SELECT ${index}::int AS n`,
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(
      Array.from({ length: 20 }, (_, index) => (index === 7 ? 'rejected' : 'fulfilled')),
    );
    await expect(sql`SELECT title FROM products LIMIT 1`).resolves.toHaveLength(1);
  });

  test('a cursor suspends its portal between batches', async () => {
    const sql = connect();
    const seen: number[] = [];
    for await (const rows of sql`SELECT id FROM customers ORDER BY id`.cursor(9)) {
      expect(rows.length).toBeLessThanOrEqual(9);
      seen.push(...rows.map(({ id }) => Number(id)));
    }
    expect(seen).toEqual(shop.retained);
    const first: number[] = [];
    await sql`SELECT id FROM customers ORDER BY id`.cursor(3, (rows) => {
      first.push(...rows.map(({ id }) => Number(id)));
      return sql.CLOSE;
    });
    expect(first).toEqual(shop.retained.slice(0, 3));
  });

  test('a transaction and its savepoints', async () => {
    const sql = connect();
    await sql.begin(async (tx) => {
      await tx`UPDATE customers SET phone = '1' WHERE id = 4`;
      await tx
        .savepoint(async (inner) => {
          await inner`UPDATE customers SET phone = '2' WHERE id = 4`;
          throw new Error('back to the savepoint');
        })
        .catch(() => {});
    });
    expect(await shop.ask('SELECT phone FROM customers WHERE id = 4')).toEqual([{ phone: '1' }]);
    await expect(
      sql.begin(async (tx) => {
        await tx`UPDATE customers SET phone = '3' WHERE id = 4`;
        await tx`SELECT 1 / 0`;
      }),
    ).rejects.toMatchObject({ code: '22012' });
    expect(await shop.ask('SELECT phone FROM customers WHERE id = 4')).toEqual([{ phone: '1' }]);
  });

  test('COPY streams out the permitted view', async () => {
    const sql = connect({}, 'mailer');
    const chunks: Buffer[] = [];
    for await (const chunk of await sql`COPY customers (name, ssn) TO STDOUT`.readable()) chunks.push(chunk);
    const lines = Buffer.concat(chunks).toString().trimEnd().split('\n');
    const [{ n }] = (await sql`SELECT count(*)::int AS n FROM customers`) as unknown as [{ n: number }];
    expect(lines).toHaveLength(n);
    for (const line of lines) expect(line).toMatch(/^.\.?\t\\N$/u);
  });

  test('COPY streams in where writing is permitted', async () => {
    const sql = connect();
    await sql`SELECT 1`;
    const writable = await sql`COPY order_items (order_id, sku, quantity, price) FROM STDIN`.writable();
    const [product] = await shop.ask('SELECT sku FROM products LIMIT 1');
    await new Promise<void>((resolve, reject) => {
      writable.once('error', reject).once('finish', resolve);
      writable.write(`1\t${product!.sku}\t41\t1.00\n`);
      writable.end(`1\t${product!.sku}\t41\t2.00\n`);
    });
    expect(await shop.ask('SELECT count(*)::int AS n FROM order_items WHERE quantity = 41')).toEqual([{ n: 2 }]);
  });

  test('describe tells the columns without running', async () => {
    const sql = connect();
    const { columns, types } = await sql`SELECT id, name FROM customers WHERE id = ${1}`.describe();
    expect(columns.map(({ name }) => name)).toEqual(['id', 'name']);
    expect(types).toEqual([20]);
  });

  test('a running statement is cancelled', async () => {
    const sql = connect();
    const slow = sql`SELECT count(*) FROM generate_series(1, 1000000000)`;
    const ended = expect(slow).rejects.toMatchObject({ code: '57014' });
    setTimeout(() => slow.cancel(), 200);
    await ended;
    await expect(sql`SELECT 1 AS one`).resolves.toMatchObject([{ one: 1 }]);
  });
});
