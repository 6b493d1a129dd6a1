import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { noClientTimeouts, type PoolOptions, type PoolView, type StoreRoute } from '../../../src/pg/index.js';
import { decodeErrorFields } from '../../../src/pgwire/index.js';
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

async function start(options: Partial<PoolOptions>, route: Partial<StoreRoute> = {}): Promise<PooledGateway> {
  const gateway = await startPooledGateway(database, { pipelineLinks: 0, ...options }, route);
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

test('who waits longer than `query_wait_notify` is told so once, and then served', async () => {
  const gateway = await start({ poolSize: 1, waitNotifyMs: 200 });
  const [one, two] = [await connect(gateway), await connect(gateway)];
  await begin(one);
  two.send(say.query('SELECT 1'));
  expect(await two.until('N')).toEqual(['N']);
  expect(decodeErrorFields(two.last('N'), 0, two.last('N').length)).toEqual(
    new Map([
      ['S', 'NOTICE'],
      ['V', 'NOTICE'],
      ['C', '00000'],
      ['M', 'no server connection is free: the statement waits for one'],
    ]),
  );
  await delay(1_200);
  one.send(say.query('COMMIT'));
  expect(await two.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  const silent = await start({ poolSize: 1, waitNotifyMs: 0 });
  const [three, four] = [await connect(silent), await connect(silent)];
  await begin(three);
  four.send(say.query('SELECT 1'));
  await delay(1_200);
  three.send(say.query('COMMIT'));
  expect(await four.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
});

test.each(['transaction', 'session'])(
  'a transaction longer than `transaction_timeout` ends its session, whether something runs in it or not: %s mode',
  async (mode) => {
    const timeouts = { ...noClientTimeouts, transactionMs: 700 };
    const gateway = await start({ poolSize: 1 }, mode === 'session' ? { timeouts, pool: null } : { timeouts });
    const waits = await connect(gateway);
    const idle = await connect(gateway);
    await begin(idle);
    // What waits for a connection is in no transaction.
    if (mode === 'transaction') waits.send(say.query('SELECT 1'));
    // Each statement is short.
    for (let n = 0; n < 3; n++) {
      await delay(100);
      idle.send(say.query('SELECT 1'));
      expect(await idle.until('Z:T')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:T']);
    }
    expect(await idle.untilClosed()).toEqual(['FATAL:25P04']);
    expect(idle.lastError.get('M')).toContain('transaction_timeout');
    if (mode === 'transaction') expect(await waits.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
    const busy = await connect(gateway);
    busy.send(say.query('SELECT pg_sleep(30)'));
    expect(await busy.untilClosed()).toEqual(['FATAL:25P04']);
    // A session that is idle between transactions is in none.
    waits.send(say.query('SELECT 1'));
    expect(await waits.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
    await expect
      .poll(
        async () =>
          (await database.query("SELECT FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)' AND state = 'active'"))
            .rowCount,
        patience,
      )
      .toBe(0);
  },
);

test('`server_round_robin` gives out the connection that was used longest ago, else it is the one used last', async () => {
  for (const roundRobin of [true, false]) {
    const gateway = await start({ poolSize: 3, roundRobin });
    const clients = [await connect(gateway), await connect(gateway), await connect(gateway)];
    for (const client of clients) await begin(client);
    for (const client of clients) {
      client.send(say.query('COMMIT'));
      await client.until('Z:I');
    }
    const pids: number[] = [];
    for (let n = 0; n < 9; n++) pids.push(await pidOf(clients[n % 2]!));
    expect(new Set(pids).size).toBe(roundRobin ? 3 : 1);
    if (roundRobin) expect(pids.slice(3, 6)).toEqual(pids.slice(0, 3));
  }
});

test.each(['transaction', 'session'])(
  '`application_name_add_host` tells the store where a client comes from: %s mode',
  async (mode) => {
    const gateway = await start({}, mode === 'session' ? { addsHost: true, pool: null } : { addsHost: true });
    const named = await connect(gateway, { application_name: 'reports' });
    const nameless = await connect(gateway);
    for (const [client, name] of [
      [named, 'reports'],
      [nameless, 'app'],
    ] as const) {
      client.send(say.query('SHOW application_name'));
      await client.until('Z:I');
      const { localPort } = client.socket;
      expect(client.last('D').toString('utf8', 11)).toBe(`${name} - 127.0.0.1:${localPort}`);
    }
    // SET is the client's own.
    named.send(say.query("SET application_name = 'mine'"), say.query('SHOW application_name'));
    await named.until('Z:I');
    await named.until('Z:I');
    expect(named.last('D').toString('utf8', 11)).toBe('mine');
  },
);

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
  // Asked for by its own name, what is prepared would be shown as the client's alone.
  await database.query(
    "CREATE FUNCTION held() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM pg_prepared_statements'",
  );
  client.send(say.query('SELECT held()'));
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

test('`max_user_client_connections` and `max_db_client_connections` bound the clients of one user and of one database', async () => {
  for (const clientsMax of [
    { ofPrincipal: 2, ofDatabase: 0 },
    { ofPrincipal: 0, ofDatabase: 2 },
  ]) {
    const gateway = await start({}, { clientsMax });
    const [one] = [await connect(gateway), await connect(gateway)];
    await expect(connect(gateway)).rejects.toThrow('FATAL:53300');
    one?.send(say.terminate);
    await expect.poll(() => viewOf(gateway).clients, patience).toBe(1);
    await connect(gateway);
    await expect(connect(gateway)).rejects.toThrow('FATAL:53300');
  }
});
