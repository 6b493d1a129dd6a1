import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { PoolOptions, PoolView } from '../../../src/pg/index.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { RawClient, say } from '../raw-client.js';
import { type PooledGateway, startPooledGateway } from './pooled-gateway.js';

let database: TestDatabase;
const gateways: PooledGateway[] = [];
const clients: RawClient[] = [];

beforeAll(async () => {
  database = await createDatabase();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const { listener } of gateways.splice(0)) await listener.close();
});
afterAll(() => database.drop());

async function start(options: Partial<PoolOptions>): Promise<PooledGateway> {
  const gateway = await startPooledGateway(database, { pipelineLinks: 0, ...options });
  gateways.push(gateway);
  return gateway;
}

async function connect(gateway: PooledGateway, parameters: Record<string, string> = {}): Promise<RawClient> {
  const client = await RawClient.logIn(gateway, { database: database.name, ...parameters });
  clients.push(client);
  return client;
}

const viewOf = ({ listener }: PooledGateway): PoolView => listener.pools()[0] as PoolView;
const serversOf = (gateway: PooledGateway): number[] => viewOf(gateway).servers.map(({ processId }) => processId);
const patience = { timeout: 15_000 };

async function begin(client: RawClient): Promise<void> {
  client.send(say.query('BEGIN'));
  await client.until('Z:T');
}

async function pidOf(client: RawClient): Promise<number> {
  client.send(say.query('SELECT pg_backend_pid()'));
  await client.until('Z:I');
  return Number(client.last('D').toString('latin1', 11));
}

test('`default_pool_size` bounds the connections, and `reserve_pool_size` adds some for who has waited', async () => {
  const gateway = await start({ poolSize: 1, reserveSize: 1, reserveTimeoutMs: 300 });
  const [one, two, three] = [await connect(gateway), await connect(gateway), await connect(gateway)];
  await begin(one);
  const askedMs = performance.now();
  two.send(say.query('BEGIN'));
  await two.until('Z:T');
  expect(performance.now() - askedMs).toBeGreaterThan(290);
  three.send(say.query('BEGIN'));
  await delay(1_500);
  expect(viewOf(gateway)).toMatchObject({ waiting: 1, servers: [{}, {}] });
  one.send(say.query('COMMIT'));
  await three.until('Z:T');
});

test('`min_pool_size` connections are kept while there are clients', async () => {
  const gateway = await start({ poolSizeMin: 3, idleTimeoutMs: 100 });
  const client = await connect(gateway);
  await pidOf(client);
  await expect.poll(() => serversOf(gateway).length, patience).toBe(3);
  await delay(1_500);
  expect(serversOf(gateway).length).toBe(3);
});

test('`max_db_connections` bounds those of all pools of a database', async () => {
  const gateway = await start({ databaseConnectionsMax: 2 });
  const holders = [await connect(gateway), await connect(gateway), await connect(gateway)];
  await begin(holders[0]!);
  await begin(holders[1]!);
  holders[2]!.send(say.query('BEGIN'));
  await delay(1_200);
  expect(serversOf(gateway).length).toBe(2);
  // Who comes with other startup parameters has connections of its own, and room is made for them.
  holders[0]!.send(say.query('COMMIT'), say.terminate);
  await holders[2]!.until('Z:T');
  holders[2]!.send(say.query('COMMIT'));
  await holders[2]!.until('Z:I');
  const other = await connect(gateway, { timezone: 'Asia/Tokyo' });
  await pidOf(other);
  expect(serversOf(gateway).length).toBe(2);
});

test('a connection older than `server_lifetime` is not used again, and one idle for `server_idle_timeout` is closed', async () => {
  const aging = await start({ lifetimeMs: 400 });
  const client = await connect(aging);
  const first = await pidOf(client);
  await begin(client);
  await delay(600);
  // Not in the middle of a transaction.
  client.send(say.query('SELECT 1'), say.query('COMMIT'));
  await client.until('Z:T');
  await client.until('Z:I');
  expect(await pidOf(client)).not.toBe(first);
  const idle = await start({ idleTimeoutMs: 300 });
  await pidOf(await connect(idle));
  await expect.poll(() => serversOf(idle), patience).toEqual([]);
});

test('who waits longer than `query_wait_timeout` is told so', async () => {
  const gateway = await start({ poolSize: 1, waitTimeoutMs: 300 });
  const [one, two] = [await connect(gateway), await connect(gateway)];
  await begin(one);
  two.send(say.query('SELECT 1'));
  expect(await two.untilClosed()).toEqual(['FATAL:57014']);
  expect(two.lastError.get('M')).toContain('query_wait_timeout');
  one.send(say.query('COMMIT'));
  expect(await one.until('Z:I')).toEqual(['C:COMMIT', 'Z:I']);
});

test('a connection that was idle for `server_check_delay` is asked `server_check_query` first, and replaced if that fails', async () => {
  await database.query('CREATE TABLE checks (n int)');
  const gateway = await start({ poolSize: 1, checkDelayMs: 100, checkQuery: 'INSERT INTO checks VALUES (1)' });
  const client = await connect(gateway);
  const first = await pidOf(client);
  await delay(200);
  expect(await pidOf(client)).toBe(first);
  expect((await database.query('SELECT count(*)::int AS n FROM checks')).rows[0].n).toBeGreaterThan(0);
  await database.query('DROP TABLE checks');
  await delay(200);
  expect(await pidOf(client)).not.toBe(first);
});

test('`server_reset_query` makes as new what a client has left something in', async () => {
  await database.query('CREATE TABLE resets (n int)');
  const gateway = await start({ poolSize: 1, resetQuery: 'INSERT INTO resets VALUES (1); DISCARD TEMP' });
  const client = await connect(gateway);
  client.send(say.query('CREATE TEMP TABLE left_behind (n int)'));
  await client.until('Z:I');
  client.send(say.terminate);
  const next = await connect(gateway);
  next.send(say.query("SELECT to_regclass('pg_temp.left_behind')"));
  await next.until('Z:I');
  expect(next.last('D').readInt32BE(7)).toBe(-1);
  expect((await database.query('SELECT count(*)::int AS n FROM resets')).rows[0].n).toBe(1);
});

test('a connection holds `max_prepared_statements` prepared and closes the others, and each can still be used', async () => {
  const gateway = await start({ poolSize: 1, preparedMax: 10 });
  const client = await connect(gateway);
  for (let n = 0; n < 40; n++) {
    client.send(say.parse(`SELECT ${n}`, `s${n}`), say.bind(`s${n}`), say.execute(), say.sync);
    await client.until('Z:I');
  }
  client.send(say.query('SELECT count(*) FROM pg_prepared_statements'));
  await client.until('Z:I');
  expect(Number(client.last('D').toString('latin1', 11))).toBeLessThanOrEqual(11);
  for (let n = 0; n < 40; n++) {
    client.send(say.bind(`s${n}`), say.execute(), say.sync);
    expect(await client.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
    expect(client.last('D').toString('latin1', 11)).toBe(String(n));
  }
});

test('`pipeline_connections` says whether reads of several clients share one, and no more than those do', async () => {
  const plain = await start({ poolSize: 4, pipelineLinks: 0 });
  const shared = await start({ poolSize: 4, pipelineLinks: 1, pipelineDelayMaxMs: 1_000 });
  for (const gateway of [plain, shared]) {
    const readers = await Promise.all(Array.from({ length: 8 }, () => connect(gateway)));
    const read = [say.parse('SELECT 1'), say.bind(), say.execute(), say.sync];
    let wasPipelined = false;
    for (let round = 0; round < 20; round++) {
      for (const reader of readers) reader.send(...read);
      await delay(1);
      wasPipelined ||= viewOf(gateway).servers.some(({ isPipelined }) => isPipelined);
      for (const reader of readers) await reader.until('Z:I');
      expect(viewOf(gateway).servers.filter(({ isPipelined }) => isPipelined).length).toBeLessThanOrEqual(1);
    }
    if (gateway === plain) expect(wasPipelined).toBe(false);
    expect(viewOf(gateway).totals.statements).toBe(160);
  }
});
