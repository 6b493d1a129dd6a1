import pg from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { startGateway, type TestGateway } from './gateway.js';

let database: TestDatabase;
const gateways: TestGateway[] = [];

beforeAll(async () => {
  database = await createDatabase();
  await database.query('CREATE TABLE t (id int PRIMARY KEY, name text)');
  await database.query(`INSERT INTO t SELECT i, 'name ' || i FROM generate_series(1, 100) i`);
});

afterAll(async () => {
  for (const gateway of gateways) await gateway.listener.close();
  await database.drop();
});

describe.each([{ transparent: true }, { transparent: false }])('with %o', (options) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway(database, options);
    gateways.push(gateway);
  });

  test('node-postgres connects, asks, prepares, fails and goes on', async () => {
    const client = new pg.Client({ connectionString: gateway.url(database.name) });
    await client.connect();
    expect((await client.query('SELECT count(*)::int AS n FROM t')).rows).toEqual([{ n: 100 }]);
    expect((await client.query('SELECT name FROM t WHERE id = $1', [7])).rows).toEqual([{ name: 'name 7' }]);
    for (let i = 1; i <= 3; i++) {
      const { rows } = await client.query({ name: 'by id', text: 'SELECT name FROM t WHERE id = $1', values: [i] });
      expect(rows).toEqual([{ name: `name ${i}` }]);
    }
    await expect(client.query('SELECT nonsense FROM t')).rejects.toMatchObject({ code: '42703' });
    await expect(client.query('SELECT 1/$1', [0])).rejects.toMatchObject({ code: '22012' });
    expect(((await client.query('SELECT 1 AS a; SELECT 2 AS b')) as unknown as pg.QueryResult[]).length).toBe(2);
    await client.end();
  });

  test('postgres.js pipelines, streams a cursor, copies in and out', async () => {
    const sql = postgres(gateway.url(database.name), { max: 1, onnotice: () => {} });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => sql`SELECT name FROM t WHERE id = ${i + 1}`),
    );
    expect(answers.map((rows) => rows[0]?.name)).toEqual(Array.from({ length: 50 }, (_, i) => `name ${i + 1}`));
    let seen = 0;
    await sql`SELECT * FROM t ORDER BY id`.cursor(13, (rows) => {
      seen += rows.length;
    });
    expect(seen).toBe(100);
    const chunks: Buffer[] = [];
    for await (const chunk of await sql`COPY (SELECT id FROM t ORDER BY id LIMIT 3) TO STDOUT`.readable())
      chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('1\n2\n3\n');
    await sql`CREATE TEMP TABLE c (id int)`;
    const writable = await sql`COPY c FROM STDIN`.writable();
    await new Promise<void>((resolve, reject) => {
      writable.on('error', reject).on('finish', resolve);
      writable.write('1\n2\n');
      writable.end('3\n');
    });
    expect((await sql`SELECT sum(id)::int AS sum FROM c`)[0]?.sum).toBe(6);
    await sql.end();
  });
});
