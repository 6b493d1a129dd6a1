import { readFileSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type GatewayProcess, startGateway } from '../../fixtures/gateway-process.js';
import { createShop, type TestShop } from '../shop.js';

// A worker is a process that loads the whole program: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let shop: TestShop;
let gateway: GatewayProcess;
const clients: pg.Client[] = [];

beforeAll(async () => {
  shop = await createShop();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end().catch(() => {});
  shop.configure((text) => text);
});
afterAll(() => shop.drop());

const emails = 'SELECT email FROM customers ORDER BY id';
const environment = () => ({ ...shop.environment, DAMASK_WORKERS: '2', DAMASK_LOG_LEVEL: 'info' });

async function serve(): Promise<GatewayProcess> {
  gateway = await startGateway(shop.config, environment(), ['--no-watch']);
  return gateway;
}

async function end(): Promise<void> {
  gateway.signal('SIGKILL');
  await gateway.ended;
}

/** A client goes to the worker that has the fewest, so that two that come one after the other are with different workers. */
async function connect(port: number, user = 'storefront'): Promise<pg.Client> {
  const login = { host: '127.0.0.1', port, user, password: user, database: shop.database.name };
  const client = new pg.Client(login);
  client.on('error', () => {});
  await client.connect();
  clients.push(client);
  return client;
}

const comesTo = (read: () => unknown) => expect.poll(read, { timeout: 60_000, interval: 50 });

async function metric(name: string): Promise<number> {
  const { text } = await gateway.ask('/metrics');
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length));
}

/** A CancelRequest over a connection of its own, as drivers send it. */
async function cancel(port: number, client: pg.Client): Promise<void> {
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(80877102, 4);
  request.writeInt32BE(processID, 8);
  request.writeInt32BE(secretKey, 12);
  const socket = connectSocket(port, '127.0.0.1');
  socket.end(request);
  socket.resume();
  await new Promise((resolve) => socket.once('close', resolve));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('two workers', () => {
  beforeAll(async () => {
    await serve();
  });
  afterAll(end);

  test('clients are spread over the workers, and what these count is added up', async () => {
    const { port, workers, process: first } = gateway;
    expect(workers()).toHaveLength(2);
    const sessions = [await connect(port), await connect(port), await connect(port, 'mailer'), await connect(port)];
    for (const session of sessions) await session.query(emails);
    expect(await metric('damask_connections')).toBe(4);
    expect(await metric('damask_workers{state="serving"}')).toBe(2);
    expect(await metric('damask_statements_total{store="shop",purpose="fulfilment",verdict="guarded"}')).toBe(3);
    expect(await metric('damask_statements_total{store="shop",purpose="marketing",verdict="guarded"}')).toBe(1);

    // With the end of one worker, those of its clients end, and no others.
    process.kill(workers()[0] as number, 'SIGKILL');
    const outcomes = async () => {
      const asked = await Promise.allSettled(sessions.map((session) => session.query('SELECT 1')));
      return asked.map(({ status }) => status).sort();
    };
    await comesTo(outcomes).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect(first.exitCode).toBeNull();
    await comesTo(() => metric('damask_workers{state="serving"}')).toBe(2);
  });

  test('nothing of the configuration stands on a command line', async () => {
    const { workers } = gateway;
    for (const worker of workers()) {
      const line = readFileSync(`/proc/${worker}/cmdline`, 'utf8').split('\0').filter(Boolean);
      expect(line).toHaveLength(2);
      expect(line[1]).toMatch(/dist\/worker\.js$/);
    }
  });

  test('a request to cancel reaches its session at whichever worker it arrives; one with a wrong key reaches none', async () => {
    const { port } = gateway;
    const locker = new pg.Client({ connectionString: shop.database.url });
    await locker.connect();
    clients.push(locker);
    await locker.query('BEGIN; LOCK TABLE customers IN ACCESS EXCLUSIVE MODE');
    const waiting = () => locker.query('SELECT FROM pg_locks WHERE NOT granted').then(({ rowCount }) => rowCount);
    const session = await connect(port);
    // Each round the request goes to the next worker: the session's own, and the other.
    for (let round = 0; round < 4; round += 1) {
      const asked = session.query(emails).catch((error: { code: string }) => error.code);
      await comesTo(waiting).toBe(1);
      await cancel(port, { processID: (session as unknown as { processID: number }).processID, secretKey: 1 } as never);
      await cancel(port, { processID: 1, secretKey: (session as unknown as { secretKey: number }).secretKey } as never);
      expect(await waiting()).toBe(1);
      await cancel(port, session);
      expect(await asked).toBe('57014');
      if (round === 1) await connect(port);
    }
  });

  test('an address that is taken ends the start, and leaves no process', async () => {
    const { port } = gateway;
    const taken = { ...environment(), DAMASK_PORT: String(port) };
    await expect(startGateway(shop.config, taken, [], { port })).rejects.toThrow('the address is in use');
  });

  test('a reload comes in force in every worker; one with a fault in none', async () => {
    const { port, signal, said, workers } = gateway;
    const sessions = [await connect(port), await connect(port), await connect(port), await connect(port)];
    const seen = async () =>
      Promise.all(sessions.map(async (session) => (await session.query(emails)).rows[0].email as string | null));
    expect(await seen()).toEqual(Array(4).fill('ada@example.com'));
    shop.configure((text) => text.replace('user.contact: pass', 'user.contact: hide'));
    signal('SIGHUP');
    await comesTo(said).toContain('the configuration can not be used: 1 fault');
    expect(await seen()).toEqual(Array(4).fill('ada@example.com'));

    shop.configure((text) => text.replace('      user.contact: pass\n', '      user.contact: withhold\n'));
    signal('SIGHUP');
    await comesTo(said).toContain('"event":"policy_loaded"');
    expect(await seen()).toEqual(Array(4).fill(null));

    // What takes a worker's place has what is in force, not what the files say now.
    shop.configure((text) => text.replace('user.contact: pass', 'user.contact: hide'));
    process.kill(workers()[0] as number, 'SIGKILL');
    await comesTo(() => metric('damask_workers{state="serving"}')).toBe(1);
    await comesTo(() => metric('damask_workers{state="serving"}')).toBe(2);
    const late = [await connect(port), await connect(port)];
    for (const session of late) expect((await session.query(emails)).rows[0].email).toBeNull();
  });

  test('a worker that is killed is replaced; meanwhile the port takes clients, and counters do not fall', async () => {
    const { port, workers, ask, said } = gateway;
    const [a, b] = [await connect(port), await connect(port)];
    for (const session of [a, b]) for (let time = 0; time < 5; time += 1) await session.query(emails);
    const guarded = 'damask_statements_total{store="shop",purpose="fulfilment",verdict="guarded"}';
    const [counted, exits] = [await metric(guarded), await metric('damask_worker_exits_total')];
    expect(counted).toBeGreaterThanOrEqual(10);
    const [killed, stays] = workers() as [number, number];
    process.kill(killed, 'SIGKILL');
    for (let time = 0; time < 20; time += 1) {
      const client = await connect(port);
      expect((await client.query(emails)).rowCount).toBe(3);
      expect((await ask('/readyz')).status).toBe(200);
    }
    await comesTo(() => metric('damask_workers{state="serving"}')).toBe(2);
    expect(workers()).toContain(stays);
    expect(workers()).not.toContain(killed);
    expect(await metric('damask_worker_exits_total')).toBe(exits + 1);
    expect(await metric(guarded)).toBeGreaterThanOrEqual(counted);
    expect(said()).toContain('"event":"worker_lost"');
  });

  test('no worker outlives the first process', async () => {
    const { signal, ended, workers } = gateway;
    const all = workers();
    signal('SIGKILL');
    await ended;
    await comesTo(() => all.filter((worker) => isAlive(worker))).toEqual([]);
  });
});

describe('two workers of their own', () => {
  afterEach(end);

  test('`max_client_conn` holds over all workers, and the places of a worker that ended are free', async () => {
    shop.configure((text) => text.replace('    unlisted:', '    pool: { max_client_conn: 3 }\n    unlisted:'));
    const { port, workers } = await serve();
    const sessions = [await connect(port), await connect(port), await connect(port)];
    for (let time = 0; time < 3; time += 1) await expect(connect(port)).rejects.toMatchObject({ code: '53300' });
    await sessions[0]?.end();
    await comesTo(() =>
      connect(port).then(
        () => 'in',
        () => 'out',
      ),
    ).toBe('in');
    await expect(connect(port)).rejects.toMatchObject({ code: '53300' });
    process.kill(workers()[0] as number, 'SIGKILL');
    await comesTo(() =>
      connect(port).then(
        () => 'in',
        () => 'out',
      ),
    ).toBe('in');
  });

  test('so do `max_user_client_connections` and `max_db_client_connections`', async () => {
    for (const setting of ['max_user_client_connections', 'max_db_client_connections']) {
      shop.configure((text) =>
        text.replace(/ {4}(pool: .*\n {4})?unlisted:/, `    pool: { ${setting}: 3 }\n    unlisted:`),
      );
      const { port, workers } = await serve();
      const sessions = [await connect(port), await connect(port), await connect(port)];
      for (let time = 0; time < 3; time += 1) await expect(connect(port)).rejects.toMatchObject({ code: '53300' });
      const comesIn = () =>
        connect(port).then(
          () => 'in',
          () => 'out',
        );
      await sessions[0]?.end();
      await comesTo(comesIn).toBe('in');
      await expect(connect(port)).rejects.toMatchObject({ code: '53300' });
      process.kill(workers()[0] as number, 'SIGKILL');
      await comesTo(comesIn).toBe('in');
      await end();
    }
  });

  test('a bound that comes with a reload counts clients of all workers that were there before', async () => {
    const { port, signal, said } = await serve();
    for (let time = 0; time < 3; time += 1) await connect(port);
    const pool = '    pool: { max_db_client_connections: 3 }\n    unlisted:';
    shop.configure((text) => text.replace(/ {4}(pool: .*\n {4})?unlisted:/, pool));
    signal('SIGHUP');
    await comesTo(said).toContain('"event":"policy_loaded"');
    for (let time = 0; time < 4; time += 1) await expect(connect(port)).rejects.toMatchObject({ code: '53300' });
    await clients.pop()?.end();
    await comesTo(() =>
      connect(port).then(
        () => 'in',
        () => 'out',
      ),
    ).toBe('in');
  });

  test('SIGTERM lets a transaction end and ends the idle, in every worker; readiness says so at once', async () => {
    const { port, signal, ask, ended, workers } = await serve();
    const [busy, alsoBusy, idle] = [await connect(port), await connect(port), await connect(port)];
    for (const session of [busy, alsoBusy]) await session.query('BEGIN');
    const farewell = new Promise((resolve) => idle.once('error', resolve));
    const all = workers();
    signal('SIGTERM');
    await comesTo(async () => (await ask('/readyz')).status).toBe(503);
    expect(await farewell).toMatchObject({ code: '57P01' });
    for (const session of [busy, alsoBusy]) {
      expect((await session.query(emails)).rowCount).toBe(3);
      await session.query('COMMIT');
    }
    expect(await ended).toBe(0);
    for (const worker of all) expect(() => process.kill(worker, 0)).toThrow();
  });

  test('what a terminal does to the whole group is asked of the first process alone; the second time hurries', async () => {
    const { port, ended, process: first } = await serve();
    const session = await connect(port);
    await session.query('BEGIN');
    process.kill(-(first.pid as number), 'SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await session.query(emails)).rowCount).toBe(3);
    process.kill(-(first.pid as number), 'SIGINT');
    expect(await ended).toBe(0);
  });
});
