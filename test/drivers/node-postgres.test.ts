import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type ShopGateway } from '../fixtures/shop-gateway.js';

let shop: ShopGateway;
const clients: pg.Client[] = [];

beforeAll(async () => {
  shop = await openShop();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end();
});
afterAll(() => shop.close());

async function connect(user: Parameters<ShopGateway['through']>[0] = 'storefront'): Promise<pg.Client> {
  const client = new pg.Client(shop.through(user));
  await client.connect();
  clients.push(client);
  return client;
}

describe('node-postgres', () => {
  test('sees what each purpose permits', async () => {
    const [stored] = await shop.ask('SELECT * FROM customers WHERE id = 1');
    const text = 'SELECT id, name, email, ssn, dob::text FROM customers WHERE id = $1';

    const { rows } = await (await connect('storefront')).query(text, [1]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ id: '1', name: stored!.name, email: stored!.email, dob: null });
    expect(rows[0].ssn).not.toBe(stored!.ssn);
    expect(rows[0].ssn.slice(-4)).toBe((stored!.ssn as string).slice(-4));

    const analysed = await (await connect('analyst/analytics')).query(
      'SELECT name, email, ssn, dob::text FROM customers',
    );
    expect(analysed.rows.length).toBeGreaterThan(0);
    for (const row of analysed.rows) {
      expect(row).toMatchObject({ name: null, email: null, ssn: null });
      expect(row.dob ?? '2000-01-01').toMatch(/^\d{4}-01-01$/);
    }

    const mailed = await (await connect('mailer')).query('SELECT name, email, ssn FROM customers');
    const [consented] = await shop.ask(
      `SELECT count(*)::int AS n FROM customers c JOIN consents s ON s.customer_id = c.id WHERE s.purpose = 'marketing'
       AND s.state = 'given' AND (s.expires_at IS NULL OR s.expires_at > now()) AND c.city <> 'Paris'
       AND c.id = ANY($1)`,
      [shop.retained],
    );
    expect(mailed.rows).toHaveLength(consented!.n as number);
    for (const row of mailed.rows) {
      expect(row.ssn).toBeNull();
      expect(row.email).toContain('@');
      expect(row.name).toMatch(/^.\.?$/u);
    }
  });

  test('a row is saved when its version is the one that was read', async () => {
    const client = await connect();
    const { rows } = await client.query(
      'SELECT xmin, ctid, tableoid::regclass::text AS relation FROM customers WHERE id = 1',
    );
    const [stored] = await shop.ask('SELECT xmin, ctid FROM customers WHERE id = 1');
    expect(rows).toEqual([{ ...stored, relation: 'customers' }]);
    const save = 'UPDATE customers SET city = city WHERE id = 1 AND xmin = $1 RETURNING xmin';
    const saved = await client.query(save, [rows[0].xmin]);
    expect(saved.rowCount).toBe(1);
    expect(saved.rows[0].xmin).not.toBe(rows[0].xmin);
    expect((await client.query(save, [rows[0].xmin])).rowCount).toBe(0);
  });

  test('values keep their types in and out', async () => {
    const client = await connect();
    const { rows, fields } = await client.query(
      'SELECT id, total, placed_at, ARRAY[status] AS states FROM orders WHERE id = ANY($1) AND placed_at < $2 ORDER BY id',
      [[1, 2, 3], new Date()],
    );
    expect(rows).toHaveLength(3);
    expect(rows[0].placed_at).toBeInstanceOf(Date);
    expect(rows[0].total).toMatch(/^\d+\.\d\d$/);
    expect(rows[0].states).toEqual([expect.any(String)]);
    expect(fields.map(({ dataTypeID }) => dataTypeID)).toEqual([20, 1700, 1184, 1009]);
  });

  test('a named statement is prepared once and used again, also between others', async () => {
    const client = await connect();
    for (let id = 1; id <= 5; id += 1) {
      const one = await client.query({
        name: 'customer',
        text: 'SELECT id FROM customers WHERE id = $1',
        values: [id],
      });
      expect(one.rows).toEqual([{ id: String(id) }]);
      const other = await client.query({ name: 'n', text: 'SELECT $1::int + 1 AS n', values: [id] });
      expect(other.rows).toEqual([{ n: id + 1 }]);
    }
  });

  test('a transaction is undone, or kept', async () => {
    const client = await connect();
    const read = async () => (await client.query('SELECT phone FROM customers WHERE id = 2')).rows[0].phone;
    const before = await read();
    await client.query('BEGIN');
    const { rowCount } = await client.query('UPDATE customers SET phone = $1 WHERE id = $2', ['+49 30 1', 2]);
    expect(rowCount).toBe(1);
    expect(await read()).toBe('+49 30 1');
    await client.query('ROLLBACK');
    expect(await read()).toBe(before);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await client.query('SAVEPOINT s');
    await client.query("UPDATE customers SET phone = '+49 30 2' WHERE id = 2");
    await client.query('ROLLBACK TO s');
    await client.query("UPDATE customers SET phone = '+49 30 3' WHERE id = 2");
    await client.query('COMMIT');
    expect(await shop.ask('SELECT phone FROM customers WHERE id = 2')).toEqual([{ phone: '+49 30 3' }]);
  });

  test("an error is PostgreSQL's, and the client can go on", async () => {
    const client = await connect();
    await expect(client.query('SELEC 1')).rejects.toMatchObject({ code: '42601', position: '1' });
    await expect(client.query('SELECT nonsense FROM customers')).rejects.toMatchObject({ code: '42703' });
    await expect(client.query('SELECT * FROM nowhere')).rejects.toMatchObject({ code: '42P01' });
    await expect(client.query('SELECT 1 / $1::int', [0])).rejects.toMatchObject({ code: '22012' });
    await expect(client.query("INSERT INTO products VALUES ('x', 'y', 1)")).rejects.toMatchObject({ code: '42501' });
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('a refused statement fails its transaction, as any error does', async () => {
    const client = await connect('analyst/analytics');
    await client.query('BEGIN');
    await expect(client.query("UPDATE customers SET city = 'Rome'")).rejects.toMatchObject({ code: '42501' });
    await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' });
    await client.query('ROLLBACK');
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('a portal is read a few rows at a time', async () => {
    const client = await connect();
    const query = { text: 'SELECT id FROM customers ORDER BY id', values: [], rows: 7 };
    const { rows } = await client.query(query as pg.QueryConfig);
    expect(rows.map(({ id }) => Number(id))).toEqual(shop.retained);
  });

  test('a cursor is declared, read, moved and closed', async () => {
    const client = await connect();
    await client.query('BEGIN');
    await client.query('DECLARE c SCROLL CURSOR FOR SELECT id, name FROM customers ORDER BY id');
    const read = async (text: string) => (await client.query(text)).rows.map(({ id }) => Number(id));
    expect(await read('FETCH 3 FROM c')).toEqual(shop.retained.slice(0, 3));
    await client.query('MOVE FORWARD 5 FROM c');
    expect(await read('FETCH 1 FROM c')).toEqual([shop.retained[8]]);
    expect(await read('FETCH PRIOR FROM c')).toEqual([shop.retained[7]]);
    await client.query('CLOSE c');
    await expect(client.query('FETCH 1 FROM c')).rejects.toMatchObject({ code: '34000' });
    await client.query('ROLLBACK');
  });

  test('several statements in one text give several results', async () => {
    const client = await connect();
    const results = (await client.query(
      'SELECT 1 AS a; SELECT id FROM customers WHERE id = 3; SELECT 2 AS b',
    )) as unknown;
    expect((results as pg.QueryResult[]).map(({ rows }) => rows)).toEqual([[{ a: 1 }], [{ id: '3' }], [{ b: 2 }]]);
  });

  test('the catalog describes the tables', async () => {
    const client = await connect();
    const columns = await client.query(
      'SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position',
      ['public', 'orders'],
    );
    expect(columns.rows.map(({ column_name }) => column_name)).toEqual([
      'id',
      'customer_id',
      'total',
      'status',
      'placed_at',
    ]);
    const keys = await client.query(
      `SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
       WHERE i.indrelid = 'public.orders'::regclass AND i.indisprimary`,
    );
    expect(keys.rows).toEqual([{ attname: 'id' }]);
  });

  test('a pool of clients asks at the same time', async () => {
    const pool = new pg.Pool({ ...shop.through('storefront'), max: 5 });
    pool.on('error', () => {}); // its idle clients are told when the gateway closes
    const ids = Array.from({ length: 60 }, (_, index) => String(shop.retained[index % 50]));
    const answers = await Promise.all(
      ids.map((id) => pool.query('SELECT id, name FROM customers WHERE id = $1', [id])),
    );
    expect(answers.map(({ rows }) => rows[0].id)).toEqual(ids);
    await pool.end();
  });

  test('a wrong password and an unknown principal are refused alike', async () => {
    const wrong = new pg.Client({ ...shop.through('storefront'), password: 'guess' });
    await expect(wrong.connect()).rejects.toMatchObject({ code: '28P01' });
    const nobody = new pg.Client({ ...shop.through('storefront'), user: 'nobody' });
    await expect(nobody.connect()).rejects.toMatchObject({ code: '28P01' });
  });
});
