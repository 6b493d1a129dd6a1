import pg from 'pg';
import { expect, test } from 'vitest';
import { createDatabase } from '../../fixtures/database.js';
import { startPooledGateway } from './pooled-gateway.js';

test('pools and clients can be looked at, a client ended, a pool paused, its connections replaced', async () => {
  const database = await createDatabase();
  const gateway = await startPooledGateway(database, { poolSize: 2 });
  const { listener } = gateway;
  const client = new pg.Client({ connectionString: gateway.url(), application_name: 'looked at' });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('BEGIN');
    const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
    const [seen] = listener.clients();
    expect(seen).toMatchObject({
      principal: 'app',
      store: 'shop',
      database: database.name,
      applicationName: 'looked at',
      state: 'idle',
      serverProcessId: rows[0].pid,
      encrypted: false,
    });
    expect(listener.pools()).toMatchObject([
      {
        store: 'shop',
        database: database.name,
        clients: 1,
        waiting: 0,
        servers: [{ state: 'active', processId: rows[0].pid }],
      },
    ]);
    await client.query('COMMIT');
    expect(listener.pools()[0]!.servers[0]!.state).toBe('idle');
    expect(listener.pools()[0]!.totals.statements).toBe(3);

    listener.pause(null);
    let answered = false;
    const paused = client.query('SELECT pg_backend_pid() AS pid').then((answer) => {
      answered = true;
      return answer;
    });
    await expect.poll(() => listener.clients()[0]!.state, { timeout: 10_000 }).toBe('waiting');
    expect(answered).toBe(false);
    listener.reconnect(database.name);
    listener.resume(null);
    expect((await paused).rows[0].pid).not.toBe(rows[0].pid);

    expect(listener.kill(seen!.id + 1_000)).toBe(false);
    expect(listener.kill(seen!.id)).toBe(true);
    await expect.poll(() => listener.clients().length, { timeout: 10_000 }).toBe(0);
  } finally {
    await client.end().catch(() => {});
    await listener.close();
    await database.drop();
  }
});
