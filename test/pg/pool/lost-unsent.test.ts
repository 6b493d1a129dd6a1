import pg from 'pg';
import { expect, test } from 'vitest';
import { say } from '../raw-client.js';
import { rawPool } from './raw-pool.js';

const pool = rawPool({ poolSize: 2, loginRetryMs: 50 });

const blocked =
  "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'";

test('a connection that is lost before it was given anything of its client’s costs the client nothing', async () => {
  await pool.database.query('CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)');
  const [client, holder] = [await pool.connect(), await pool.connect()];
  client.send(say.parse('SELECT id FROM kept FOR UPDATE', 'kept'), say.describeStatement('kept'), say.sync);
  await client.until('Z:I');
  // The connection that knows the statement is another client's.
  holder.send(say.query('BEGIN'));
  await holder.until('Z:T');
  const locking = new pg.Client({ connectionString: pool.database.url });
  await locking.connect();
  await locking.query('BEGIN; LOCK TABLE kept');
  client.send(say.bind('kept'), say.execute(), say.sync);
  await expect.poll(async () => (await pool.database.query(blocked)).rows, { timeout: 10_000 }).toHaveLength(1);
  // More comes while it waits.
  client.send(say.query('SELECT 2'));
  await pool.database.query(`SELECT pg_terminate_backend(pid) FROM (${blocked}) AS asked`);
  await locking.query('ROLLBACK');
  await locking.end();
  expect(await client.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
  expect(await client.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
  holder.send(say.query('COMMIT'));
  await holder.until('Z:I');
});
