import pg from 'pg';
import { expect, test } from 'vitest';
import { createDatabase } from '../../fixtures/database.js';
import { ask, RawClient, say } from '../raw-client.js';
import { startPooledGateway } from './pooled-gateway.js';

/** How long clients go on: more for a soak of its own. */
const soakMs = Number(process.env.SOAK_SECONDS ?? 5) * 1000;

test('clients that leave, are cancelled and lose their servers leave nobody without an answer', {
  timeout: soakMs + 120_000,
}, async () => {
  const database = await createDatabase();
  // Everything is too slow to be waited for, and there are few connections.
  const gateway = await startPooledGateway(database, {
    poolSize: 3,
    pipelineLinks: 2,
    pipelineDelayMaxMs: 1,
    loginRetryMs: 50,
  });
  const untilMs = performance.now() + soakMs;
  let answers = 0;
  let lost = 0;

  /** Reads, in one of several ways, until the time is over. A session that has lost its server begins anew. */
  const read = async (own: number): Promise<void> => {
    let client: pg.Client | null = null;
    for (let round = 0; performance.now() < untilMs; round++) {
      try {
        if (client === null) {
          client = new pg.Client({ connectionString: gateway.url() });
          client.on('error', () => {});
          await client.connect();
        }
        const text = `SELECT $1::int AS own, ${round % 7} AS round`;
        const named = round % 3 === 0 ? { name: `read ${round % 7}` } : {};
        const { rows } = await client.query({ ...named, text, values: [own] });
        expect(rows).toEqual([{ own, round: round % 7 }]);
        if (round % 10 === 0) {
          await client.query('BEGIN');
          await client.query(`SELECT ${own}`);
          await client.query('COMMIT');
        }
        answers += 1;
      } catch (fault) {
        // Answers of others are never excused.
        if (!isLoss(fault)) throw fault;
        lost += 1;
        await client?.end().catch(() => {});
        client = null;
      }
    }
    await client?.end().catch(() => {});
  };

  /** Leaves in the middle of an answer. */
  const leave = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      const client = await RawClient.logIn(gateway, { database: database.name }).catch(() => null);
      client?.send(ask('SELECT 1'), say.sync, ask('SELECT pg_sleep(0.002)'), say.sync, say.parse('SELECT 2'));
      client?.close();
      await pause(20);
    }
  };

  /** Ends a server connection now and then. */
  const kill = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      await pause(300);
      const [pool] = gateway.listener.pools();
      const server = pool?.servers[0];
      if (server !== undefined) await database.query(`SELECT pg_terminate_backend(${server.processId})`);
    }
  };

  await Promise.all([...Array.from({ length: 12 }, (_, own) => read(own)), leave(), kill()]);
  expect(answers).toBeGreaterThan(lost);
  // All who wait are served, and all who have left are gone.
  await expect.poll(() => gateway.listener.pools()[0], { timeout: 30_000 }).toMatchObject({ clients: 0, waiting: 0 });
  await expect
    .poll(() => gateway.listener.pools()[0]?.servers.every(({ state }) => state === 'idle'), { timeout: 30_000 })
    .toBe(true);
  expect(gateway.observer.events.filter(({ event }) => event === 'session_fault')).toEqual([]);
  await gateway.listener.close();
  await database.drop();
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The session, or its server, was lost: what `kill` does. */
function isLoss(fault: unknown): boolean {
  const { code, message } = fault as { code?: string; message: string };
  return code === '57P01' || code === '08006' || code === 'ECONNRESET' || /terminated|not queryable/.test(message);
}
