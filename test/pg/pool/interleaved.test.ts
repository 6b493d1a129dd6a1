import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { dice } from './dice.js';
import { type PooledGateway, startPooledGateway } from './pooled-gateway.js';

let database: TestDatabase;
let gateway: PooledGateway;

beforeAll(async () => {
  database = await createDatabase();
  await database.query('CREATE TABLE items (id int PRIMARY KEY, note text)');
  await database.query("INSERT INTO items SELECT n, 'note ' || n FROM generate_series(1, 2000) n");
  gateway = await startPooledGateway(database, { poolSize: 6, pipelineDelayMaxMs: 50 });
});
afterAll(async () => {
  await gateway.listener.close();
  await database.drop();
});

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: gateway.url() });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Says who it is in each answer, so that one that is another's shows. */
async function work(client: pg.Client, own: number, roll: (below: number) => number): Promise<void> {
  const id = 1 + roll(2000);
  switch (roll(8)) {
    case 0:
    case 1:
    case 2: {
      const named = {
        name: 'read',
        text: 'SELECT id, note, $2::int AS own FROM items WHERE id = $1',
        values: [id, own],
      };
      expect((await client.query(named)).rows).toEqual([{ id, note: `note ${id}`, own }]);
      return;
    }
    case 3:
    case 4:
      expect((await client.query('SELECT id, $2::int AS own FROM items WHERE id = $1', [id, own])).rows).toEqual([
        { id, own },
      ]);
      return;
    case 5:
      await expect(client.query('SELECT 1 / ($1::int - $1::int) AS own', [own])).rejects.toMatchObject({
        code: '22012',
      });
      return;
    case 6: {
      await client.query('BEGIN');
      expect(
        (await client.query('SELECT $1::int AS own, id FROM items WHERE id = $2 FOR UPDATE', [own, id])).rows,
      ).toEqual([{ own, id }]);
      await client.query(roll(2) === 0 ? 'COMMIT' : 'ROLLBACK');
      return;
    }
    default: {
      const { rows } = await client.query(`SELECT ${own} AS own, id FROM items WHERE id <= ${id} ORDER BY id`);
      expect(rows.length).toBe(id);
      expect(rows.every((row) => row.own === own)).toBe(true);
    }
  }
}

test('whatever clients do at once, each is given its own answers', { timeout: 120_000 }, async () => {
  const clients = await Promise.all(Array.from({ length: 24 }, connect));
  await Promise.all(
    clients.map(async (client, own) => {
      const roll = dice(own + 1);
      for (let round = 0; round < 60; round++) await work(client, own, roll);
    }),
  );
  await Promise.all(clients.map((client) => client.end()));
  const [pool] = gateway.listener.pools();
  expect(pool).toMatchObject({ clients: 0, waiting: 0 });
  expect(pool!.servers.length).toBeLessThanOrEqual(6);
});
