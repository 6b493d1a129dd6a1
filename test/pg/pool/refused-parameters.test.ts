import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { RawClient, say, startup } from '../raw-client.js';
import { type PooledGateway, startPooledGateway } from './pooled-gateway.js';

let database: TestDatabase;
let gateway: PooledGateway;

beforeAll(async () => {
  database = await createDatabase();
  gateway = await startPooledGateway(database, { loginRetryMs: 60_000 });
});
afterAll(async () => {
  await gateway.listener.close();
  await database.drop();
});

async function refused(options: string): Promise<ReadonlyMap<string, string>> {
  const client = await RawClient.connect(gateway);
  client.send(startup({ user: 'app', database: database.name, options }));
  await client.untilClosed();
  return client.lastError;
}

test('what a server does not take of one client is told to that one, and keeps nobody else out', async () => {
  // Each would double the wait if it counted as the server's failing: twelve would make it minutes.
  for (let times = 0; times < 12; times++) {
    const [value, switched] = await Promise.all([refused(`-c work_mem=mine${times}`), refused('-z')]);
    expect([value.get('C'), value.get('M')]).toEqual([
      '22023',
      `invalid value for parameter "work_mem": "mine${times}"`,
    ]);
    expect(switched.get('C')).toBe('42601');
  }
  const name = { database: database.name };
  const others = await Promise.all([0, 1, 2].map(() => RawClient.logIn(gateway, name, undefined, 5_000)));
  for (const other of others) other.send(say.query('BEGIN'));
  for (const other of others) await other.until('Z:T', 5_000);
  for (const other of others) other.close();
});

test('a word of the startup message in `options` is the server’s to refuse: none becomes a replication connection', async () => {
  expect((await refused('-c replication=database')).get('M')).toBe(
    'unrecognized configuration parameter "replication"',
  );
});
