import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { RawClient, say } from '../raw-client.js';
import { type PooledGateway, startPooledGateway } from './pooled-gateway.js';

let database: TestDatabase;
let gateway: PooledGateway;

beforeAll(async () => {
  database = await createDatabase();
  gateway = await startPooledGateway(database, { poolSize: 1 });
});
afterAll(async () => {
  await gateway.listener.close();
  await database.drop();
});

/** More than sockets hold on their way. */
const big = "SELECT repeat('x', 10000) FROM generate_series(1, 3000)";
const terminate = Buffer.from('X\0\0\0\u0004', 'latin1');

test.for([
  ['that ends its session', [say.query(big), terminate]],
  ['that is gone', [say.query(big)]],
  ['that holds something, and is gone', [say.query('SELECT pg_advisory_lock(1)'), say.query(big)]],
  ['that holds something, and ends its session', [say.query('LISTEN a'), say.query(big), terminate]],
  ['in a transaction', [say.query('BEGIN'), say.query(big)]],
] as const)('a client %s with an answer unread leaves its connection to others', async ([, frames]) => {
  const client = await RawClient.logIn(gateway, { database: database.name });
  client.socket.pause();
  client.send(...frames);
  await delay(300);
  client.socket.destroy();
  const next = await RawClient.logIn(gateway, { database: database.name });
  next.send(
    say.query('BEGIN'),
    say.query("SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'"),
  );
  await next.until('Z:T');
  await next.until('Z:T');
  expect(next.last('D').toString('latin1')).toMatch(/0$/);
  next.close();
});
