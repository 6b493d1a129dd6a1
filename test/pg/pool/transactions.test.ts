import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { type PooledGateway, startPooledGateway } from './pooled-gateway.js';

let database: TestDatabase;
let gateway: PooledGateway;
const clients: pg.Client[] = [];

beforeAll(async () => {
  database = await createDatabase();
  await database.query(
    'CREATE TABLE items (id int PRIMARY KEY, note text); INSERT INTO items SELECT n, md5(n::text) FROM generate_series(1, 1000) n',
  );
  gateway = await startPooledGateway(database, { poolSize: 3 });
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
});
afterAll(async () => {
  await gateway.listener.close();
  await database.drop();
});

async function connect(options: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: gateway.url(), ...options });
  client.on('error', () => {});
  await client.connect();
  clients.push(client);
  return client;
}

const pid = async (client: pg.Client): Promise<number> =>
  (await client.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;

test('more clients than server connections are all served', async () => {
  const many = await Promise.all(Array.from({ length: 12 }, () => connect()));
  const answers = await Promise.all(
    many.flatMap((client, index) =>
      Array.from({ length: 20 }, async (_, round) => {
        const id = ((index * 20 + round) % 1000) + 1;
        const { rows } = await client.query('SELECT id, note FROM items WHERE id = $1', [id]);
        return rows[0].id === id;
      }),
    ),
  );
  expect(answers.every((right) => right)).toBe(true);
  expect(gateway.listener.pools()[0]!.servers.length).toBeLessThanOrEqual(3);
});

test('a transaction keeps its connection, and others run meanwhile', async () => {
  const [one, other] = [await connect(), await connect()];
  await one.query('BEGIN');
  const held = await pid(one);
  await one.query('UPDATE items SET note = $1 WHERE id = 1', ['changed']);
  expect(await pid(other)).not.toBe(held);
  expect((await other.query('SELECT note FROM items WHERE id = 1')).rows[0].note).not.toBe('changed');
  expect(await pid(one)).toBe(held);
  await one.query('ROLLBACK');
  expect((await one.query('SELECT note FROM items WHERE id = 1')).rows[0].note).not.toBe('changed');
});

test('a prepared statement follows its client over connections', async () => {
  const [one, other] = [await connect(), await connect()];
  const statement = { name: 'by id', text: 'SELECT note FROM items WHERE id = $1', values: [7] };
  const expected = (await database.query('SELECT note FROM items WHERE id = 7')).rows[0].note;
  for (let round = 0; round < 5; round++) {
    await other.query('BEGIN');
    await other.query(statement);
    expect((await one.query(statement)).rows[0].note).toBe(expected);
    await other.query('COMMIT');
  }
});

test('an error stays with its client, and the next statement is answered', async () => {
  const [one, other] = [await connect(), await connect()];
  await expect(one.query('SELECT 1/0')).rejects.toMatchObject({ code: '22012' });
  await expect(one.query('SELECT $1::int', ['x'])).rejects.toMatchObject({ code: '22P02' });
  await expect(one.query({ name: 'broken', text: 'SELECT nothing FROM items' })).rejects.toMatchObject({
    code: '42703',
  });
  await expect(one.query({ name: 'broken', text: 'SELECT nothing FROM items' })).rejects.toMatchObject({
    code: '42703',
  });
  expect((await other.query('SELECT 2 AS two')).rows).toEqual([{ two: 2 }]);
  expect((await one.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

test('what a client sets is its own, wherever it runs', async () => {
  const [one, other] = [await connect(), await connect({ application_name: 'other' })];
  await one.query("SET TIME ZONE 'Asia/Tokyo'");
  await one.query('SET search_path TO public, pg_catalog');
  for (let round = 0; round < 4; round++) {
    expect((await one.query('SHOW timezone')).rows[0].TimeZone).toBe('Asia/Tokyo');
    expect((await one.query('SHOW search_path')).rows[0].search_path).toBe('public, pg_catalog');
    expect((await other.query('SHOW timezone')).rows[0].TimeZone).not.toBe('Asia/Tokyo');
    expect((await other.query('SHOW application_name')).rows[0].application_name).toBe('other');
    expect((await one.query('SHOW application_name')).rows[0].application_name).toBe('');
  }
  await one.query('BEGIN');
  await one.query("SET TIME ZONE 'Europe/Rome'");
  await one.query("SET LOCAL work_mem = '7MB'");
  expect((await one.query('SHOW work_mem')).rows[0].work_mem).toBe('7MB');
  await one.query('ROLLBACK');
  expect((await one.query('SHOW timezone')).rows[0].TimeZone).toBe('Asia/Tokyo');
  await one.query('RESET ALL');
  expect((await one.query('SHOW timezone')).rows[0].TimeZone).not.toBe('Asia/Tokyo');
});

test('what can not be carried keeps its connection, and is gone for the next client', async () => {
  const one = await connect();
  await one.query('CREATE TEMP TABLE mine (id int)');
  await one.query('INSERT INTO mine VALUES (1)');
  await one.query('SELECT pg_advisory_lock(42)');
  await one.query("PREPARE own AS SELECT 'prepared' AS how");
  const others = await Promise.all([connect(), connect()]);
  for (const other of others) await expect(other.query('SELECT * FROM mine')).rejects.toMatchObject({ code: '42P01' });
  expect((await one.query('SELECT * FROM mine')).rows).toEqual([{ id: 1 }]);
  expect((await one.query('EXECUTE own')).rows).toEqual([{ how: 'prepared' }]);
  const held = await pid(one);
  await one.end();
  clients.splice(clients.indexOf(one), 1);
  await expect
    .poll(
      async () =>
        (
          await database.query("SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND pid = $1", [
            held,
          ])
        ).rows[0].n,
      { timeout: 10_000 },
    )
    .toBe(0);
  for (const other of others) await expect(other.query('EXECUTE own')).rejects.toMatchObject({ code: '26000' });
  expect(gateway.observer.pins).toContain('temporary');
});

test('what a function leaves is found, and what leaves nothing keeps nobody waiting', async () => {
  await database.query(`
    CREATE FUNCTION harmless() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
    CREATE FUNCTION locks() RETURNS void LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_lock(7); END';
    CREATE FUNCTION sets() RETURNS void LANGUAGE plpgsql AS $$BEGIN PERFORM set_config('my.own', 'x', false); END$$;
  `);
  const before = gateway.observer.pins.length;
  const one = await connect();
  for (let round = 0; round < 3; round++)
    expect((await one.query('SELECT harmless()')).rows).toEqual([{ harmless: 1 }]);
  await one.query('DO $$BEGIN PERFORM 1; END$$');
  expect(gateway.observer.pins.length).toBe(before);
  await one.query('SELECT locks()');
  const held = await pid(one);
  const others = await Promise.all([connect(), connect()]);
  for (const other of others) expect(await pid(other)).not.toBe(held);
  expect(await pid(one)).toBe(held);
  expect(gateway.observer.pins.slice(before)).toEqual(['advisory_lock']);
  const setter = others[0]!;
  await setter.query('SELECT sets()');
  expect((await setter.query("SELECT current_setting('my.own', true) AS own")).rows).toEqual([{ own: 'x' }]);
  expect((await others[1]!.query("SELECT current_setting('my.own', true) AS own")).rows).toEqual([{ own: null }]);
  expect(gateway.observer.pins.slice(before)).toEqual(['advisory_lock', 'setting']);
});

test('DISCARD ALL gives the connection back', async () => {
  const one = await connect();
  await one.query('LISTEN something');
  expect(gateway.listener.clients().some(({ serverProcessId }) => serverProcessId !== null)).toBe(true);
  await one.query('DISCARD ALL');
  expect(gateway.listener.clients().every(({ serverProcessId }) => serverProcessId === null)).toBe(true);
});

test('a read that was fast and is slow now keeps those behind it waiting for a bound, not for itself', async () => {
  await database.query('CREATE TABLE slow (id int PRIMARY KEY); INSERT INTO slow VALUES (1)');
  const [one, other] = [await connect(), await connect()];
  const read = { name: 'slow', text: 'SELECT id FROM slow WHERE id = $1', values: [1] };
  for (let round = 0; round < 5; round++) {
    await one.query(read);
    await other.query({ ...read, name: 'slow too' });
  }
  const quick = { name: 'quick', text: 'SELECT note FROM items WHERE id = $1', values: [3] };
  for (let round = 0; round < 5; round++) await other.query(quick);
  const locker = new pg.Client({ connectionString: database.url });
  await locker.connect();
  try {
    await locker.query('BEGIN; LOCK TABLE slow IN ACCESS EXCLUSIVE MODE');
    const waiting = one.query(read);
    for (let round = 0; round < 10; round++) expect((await other.query(quick)).rows.length).toBe(1);
    await locker.query('COMMIT');
    expect((await waiting).rows).toEqual([{ id: 1 }]);
  } finally {
    await locker.end();
  }
});
