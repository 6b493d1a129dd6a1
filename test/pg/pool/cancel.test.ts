import { expect, test } from 'vitest';
import { requestCancel, say } from '../raw-client.js';
import { rawPool } from './raw-pool.js';

const pool = rawPool({ poolSize: 1 });

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
  // The holder was not hit, and whoever waits next is served.
  client.send(say.query('SHOW my.own'));
  await waits();
  holder.send(say.query('COMMIT'));
  expect(await holder.until('Z:I')).toEqual(['C:COMMIT', 'Z:I']);
  expect(await client.until('Z:I')).toEqual(['E:42704', 'Z:I']);
  client.send(say.bind('seven'), say.execute(), say.sync, say.bind('never'), say.sync);
  expect(await client.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
  expect(await client.until('Z:I')).toEqual(['E:26000', 'Z:I']);
});

test('of several batches that wait none is canceled: all run', async () => {
  const holder = await pool.connect();
  const client = await pool.connect();
  holder.send(say.query('BEGIN'));
  await holder.until('Z:T');
  client.send(say.query('SELECT 1'), say.query('SELECT 2'));
  await waits();
  await requestCancel(pool.gateway, client.key);
  holder.send(say.query('COMMIT'));
  await holder.until('Z:I');
  for (let round = 0; round < 2; round++) {
    expect(await client.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  }
});

test('a cancel that comes when nothing is asked hits nobody', async () => {
  const [client, other] = [await pool.connect(), await pool.connect()];
  await requestCancel(pool.gateway, client.key);
  other.send(say.query("SELECT 'other' FROM pg_sleep(0.2)"));
  await requestCancel(pool.gateway, client.key);
  expect(await other.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
});
