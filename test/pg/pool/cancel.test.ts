import { type AddressInfo, connect, createServer } from 'node:net';
import pg from 'pg';
import { expect, test } from 'vitest';
import { targetFromUrl } from '../../../src/pg/index.js';
import { cancelRequest, RawClient, requestCancel, say } from '../raw-client.js';
import { startPooledGateway } from './pooled-gateway.js';
import { rawPool } from './raw-pool.js';

const pool = rawPool({ poolSize: 1 });

/** All reads go to the one connection, however long the first of them takes. */
const queued = rawPool({ poolSize: 1, pipelineLinks: 1, pipelineDelayMaxMs: 60_000 });

/** What stands behind the length of such a packet (PostgreSQL docs, "Message Formats"). */
const CANCEL_REQUEST = 80_877_102;

const waits = (): Promise<void> =>
  expect.poll(() => pool.gateway.listener.pools()[0]?.waiting, { timeout: 10_000 }).toBe(1) as unknown as Promise<void>;

test('a statement that waits for a connection is taken out of the wait, and its client goes on', async () => {
  const holder = await pool.connect();
  const client = await pool.connect();
  client.send(say.parse('SELECT 7', 'seven'), say.sync);
  await client.until('Z:I');
  holder.send(say.query('BEGIN'));
  await holder.until('Z:T');
  const asked: readonly Buffer[][] = [
    [say.query('SELECT 1')],
    [say.query("SET my.own = 'never'")],
    [say.parse('CREATE TEMP TABLE never (n int)'), say.bind(), say.execute(), say.sync],
    [say.bind('seven'), say.execute(), say.sync],
    [say.parse('SELECT 1', 'never'), say.bind('never'), say.execute(), say.sync],
  ];
  for (const frames of asked) {
    client.send(...frames);
    await waits();
    await requestCancel(pool.gateway, client.key);
    expect(await client.until('Z:I')).toEqual(['E:57014', 'Z:I']);
    expect(client.lastError.get('M')).toBe('canceling statement due to user request');
  }
  // The holder was not hit, and whoever waits next is served: by what nobody keeps for a temporary table that is not there.
  client.send(say.query('SHOW my.own'));
  await waits();
  holder.send(say.query('COMMIT'));
  expect(await holder.until('Z:I')).toEqual(['C:COMMIT', 'Z:I']);
  expect(await client.until('Z:I')).toEqual(['E:42704', 'Z:I']);
  client.send(say.bind('seven'), say.execute(), say.sync, say.bind('never'), say.sync);
  expect(await client.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
  expect(await client.until('Z:I')).toEqual(['E:26000', 'Z:I']);
  holder.send(say.query('SELECT 1'));
  expect(await holder.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
});

test('what takes several turns to be planned is canceled with its end, which is not read before', async () => {
  const holder = await pool.connect();
  const client = await pool.connect();
  holder.send(say.query('BEGIN'));
  await holder.until('Z:T');
  const parses = Array.from({ length: 2_000 }, (_, at) => say.parse(`SELECT ${at} AS never`));
  client.send(...parses, say.sync);
  await waits();
  await requestCancel(pool.gateway, client.key);
  expect(await client.until('Z:I')).toEqual(['E:57014', 'Z:I']);
  holder.send(say.query('COMMIT'));
  await holder.until('Z:I');
  client.send(say.query('SELECT 1'));
  expect(await client.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
});

const extended = (text: string, name = ''): Buffer =>
  Buffer.concat([say.parse(text, name), say.bind(name), say.execute(), say.sync]);

test('of several that wait the first is canceled, as the one that runs would be, and the others wait on', async () => {
  const holder = await pool.connect();
  const client = await pool.connect();
  client.send(say.parse('SELECT 7', 'seven'), say.sync);
  await client.until('Z:I');
  holder.send(say.query('BEGIN'));
  await holder.until('Z:T');
  const asked: readonly (readonly Buffer[])[] = [
    // In one write, and a message at a time.
    [Buffer.concat([say.query("SET my.own = 'never'"), say.query("SET my.second = 'two'")]), say.query('SELECT 3')],
    [say.bind('seven'), say.execute(), say.sync, extended('SELECT 2'), extended('SELECT 3')],
    [extended('SELECT 1', 'never'), say.bind('seven'), say.execute(), say.sync, say.query('SELECT 3')],
    // The Sync of the first is all that a server would see of it.
    [say.parse('SELECT 1.5', 'never too'), say.sync, say.query("SELECT 'a'"), say.query("SELECT 'b'")],
  ];
  const told: string[] = [];
  for (const [index, frames] of asked.entries()) {
    for (const frame of frames) client.send(frame);
    await waits();
    await requestCancel(pool.gateway, client.key);
    expect(await client.until('Z:I'), `${index}`).toEqual(['E:57014', 'Z:I']);
    await waits();
    holder.send(say.query('COMMIT'));
    await holder.until('Z:I');
    told.push(...(await client.until('Z:I')), ...(await client.until('Z:I')));
    holder.send(say.query('BEGIN'));
    await holder.until('Z:T');
  }
  const read = ['2', 'D', 'C:SELECT 1', 'Z:I'];
  const plain = ['T', 'D', 'C:SELECT 1', 'Z:I'];
  expect(told).toEqual([
    ...['C:SET', 'Z:I', ...plain],
    ...['1', ...read, '1', ...read],
    ...[...read, ...plain],
    ...[...plain, ...plain],
  ]);
  holder.send(say.query('COMMIT'));
  await holder.until('Z:I');
  client.send(say.query('SHOW my.own'), say.query('SHOW my.second'), say.bind('never'), say.sync);
  expect(await client.until('Z:I')).toEqual(['E:42704', 'Z:I']);
  expect(await client.until('Z:I')).toEqual(['T', 'D', 'C:SHOW', 'Z:I']);
  expect(client.last('D').toString('latin1')).toContain('two');
  expect(await client.until('Z:I')).toEqual(['E:26000', 'Z:I']);
});

test('each request to cancel takes one of those that wait, and none is left', async () => {
  const holder = await pool.connect();
  const client = await pool.connect();
  holder.send(say.query('BEGIN'));
  await holder.until('Z:T');
  client.send(say.query('SELECT 1'), extended('SELECT 2'), say.query("SET my.third = '3'"));
  for (let round = 0; round < 3; round++) {
    await waits();
    await requestCancel(pool.gateway, client.key);
    expect(await client.until('Z:I')).toEqual(['E:57014', 'Z:I']);
  }
  expect(pool.gateway.listener.pools()[0]?.waiting).toBe(0);
  holder.send(say.query('COMMIT'));
  await holder.until('Z:I');
  client.send(say.query('SHOW my.third'));
  expect(await client.until('Z:I')).toEqual(['E:42704', 'Z:I']);
});

test('what the gateway puts before a statement is canceled with it', async () => {
  const holder = await pool.connect();
  const client = await pool.connect();
  client.send(say.parse('SELECT 70', 'seventy'), say.sync);
  await client.until('Z:I');
  holder.send(say.query('BEGIN'));
  await holder.until('Z:T');
  // The server is told the name first, under a Sync of the gateway's own.
  client.send(say.query('EXECUTE seventy'), say.query('SELECT 2'));
  await waits();
  await requestCancel(pool.gateway, client.key);
  expect(await client.until('Z:I')).toEqual(['E:57014', 'Z:I']);
  holder.send(say.query('COMMIT'));
  await holder.until('Z:I');
  expect(await client.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  client.send(say.query('EXECUTE seventy'), say.bind('seventy'), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  expect(await client.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
});

test('a cancel that comes when nothing is asked hits nobody', async () => {
  const [client, other] = [await pool.connect(), await pool.connect()];
  await requestCancel(pool.gateway, client.key);
  other.send(say.query("SELECT 'other' FROM pg_sleep(0.2)"));
  await requestCancel(pool.gateway, client.key);
  expect(await other.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
});

test('what stands behind the reads of others is canceled alone, at once', async () => {
  await queued.database.query('CREATE TABLE IF NOT EXISTS slow (n int)');
  const [first, client] = [await queued.connect(), await queued.connect()];
  const text = 'SELECT count(*) FROM slow';
  // How long it takes has to be known before it may stand among others.
  for (const one of [first, client]) {
    one.send(say.query(text));
    await one.until('Z:I');
  }
  const locking = new pg.Client({ connectionString: queued.database.url });
  await locking.connect();
  await locking.query('BEGIN; LOCK TABLE slow');
  first.send(say.query(text));
  await expect.poll(locked, { timeout: 10_000 }).toBe(1);
  for (const frames of [[say.query(text)], [extended(text, 'named')], [extended(text), extended(text)]]) {
    const before = standing();
    client.send(Buffer.concat(frames));
    await expect.poll(standing, { timeout: 10_000 }).toBeGreaterThan(before);
    for (let due = frames.length; due > 0; due--) {
      await requestCancel(queued.gateway, client.key);
      expect(await client.until('Z:I')).toEqual(['E:57014', 'Z:I']);
    }
  }
  await locking.query('ROLLBACK');
  await locking.end();
  expect(await first.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  client.send(say.query(text), say.bind('named'), say.execute(), say.sync);
  expect(await client.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  expect(await client.until('Z:I')).toEqual(['E:26000', 'Z:I']);
});

/** Behind others on the connection, or for one. */
function standing(): number {
  const [view] = queued.gateway.listener.pools();
  return (view?.waiting ?? 0) + (view?.servers[0]?.outstanding ?? 0);
}

async function locked(): Promise<number> {
  const { rows } = await queued.database.query(
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return (rows[0] as { n: number }).n;
}

test('a request to cancel is answered by the end of its connection when it has been brought, and not before', async () => {
  let brought = (): void => {};
  const cancelElsewhere = (): Promise<void> =>
    new Promise((resolve) => {
      brought = resolve;
    });
  const gateway = await startPooledGateway(pool.database, {}, {}, { cancelElsewhere });
  const asked = cancelRequest({ processId: 1, secretKey: Buffer.from([1, 2, 3, 4]) });
  for (const say of ['goes on listening', 'has nothing more to say']) {
    const socket = connect(gateway.port, gateway.host);
    let isClosed = false;
    const closed = new Promise<void>((resolve) =>
      socket.once('close', () => {
        isClosed = true;
        resolve();
      }),
    );
    socket.resume();
    if (say === 'goes on listening') socket.write(asked);
    else socket.end(asked);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(isClosed, say).toBe(false);
    brought();
    await closed;
  }
  await gateway.listener.close();
});

test('a request to cancel that comes late, after it was given up, hits nobody else', async () => {
  const { host, port, url } = pool.database;
  let late: (() => void) | null = null;
  // Between the gateway and the server: requests to cancel are held back.
  const network = createServer((near) => {
    const far = connect(port, host);
    near.on('error', () => {});
    far.on('error', () => {});
    far.pipe(near);
    near.once('data', (first) => {
      if (first.readUInt32BE(4) === CANCEL_REQUEST) {
        late = () => far.end(first);
        return;
      }
      far.write(first);
      near.pipe(far);
    });
  });
  await new Promise<void>((resolve) => network.listen(0, '127.0.0.1', resolve));
  const through = url.replace(`:${port}/`, `:${(network.address() as AddressInfo).port}/`);
  const target = targetFromUrl(`${through}?sslmode=disable`, { connectTimeoutMs: 300 });
  const gateway = await startPooledGateway(pool.database, { poolSize: 1 }, { target });
  const [one, other] = [
    await RawClient.logIn(gateway, { database: pool.database.name }),
    await RawClient.logIn(gateway, { database: pool.database.name }),
  ];
  one.send(say.query('SELECT pg_sleep(1)'));
  await new Promise((resolve) => setTimeout(resolve, 100));
  await requestCancel(gateway, one.key);
  expect(await one.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  other.send(say.query('SELECT pg_sleep(1)'));
  await new Promise((resolve) => setTimeout(resolve, 300));
  (late as (() => void) | null)?.();
  expect(late).not.toBeNull();
  expect(await other.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  for (const client of [one, other]) client.close();
  await gateway.listener.close();
  network.close();
});
