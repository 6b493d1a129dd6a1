import pg from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/index.js';
import { ListenerTls } from '../../src/pg/index.js';
import { makeCertificate } from '../fixtures/certificates.js';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { eventually } from './fake-server.js';
import { startGateway, type TestGateway } from './gateway.js';
import { RawClient, startup } from './raw-client.js';

let database: TestDatabase;
let plain: TestGateway;
let preferring: TestGateway;
let requiring: TestGateway;
const certificate = makeCertificate({ name: 'localhost', dns: ['localhost'], addresses: ['127.0.0.1'] });

beforeAll(async () => {
  database = await createDatabase();
  await database.query(`CREATE TABLE t AS SELECT i AS id, 'name ' || i AS name FROM generate_series(1, 20) i`);
  const principals = { app: { kind: 'password', password: new Secret('right') } } as const;
  const tls = (): ListenerTls => new ListenerTls({ cert: certificate.cert, key: certificate.key });
  plain = await startGateway(database, { principals });
  preferring = await startGateway(database, { principals, clientTls: { mode: 'prefer', tls: tls() } });
  requiring = await startGateway(database, { principals, clientTls: { mode: 'require', tls: tls() } });
});
afterAll(async () => {
  for (const gateway of [plain, preferring, requiring]) await gateway.listener.close();
  await database.drop();
});

describe('a login that fails', () => {
  const attempt = async (config: pg.ClientConfig): Promise<unknown> => {
    const client = new pg.Client({ host: plain.host, port: plain.port, database: database.name, ...config });
    client.on('error', () => {});
    return client.connect().catch((error: unknown) => error);
  };
  test('by a wrong password and by an unknown name says the same', async () => {
    const wrong = await attempt({ user: 'app', password: 'wrong' });
    const unknown = await attempt({ user: 'ghost', password: 'wrong' });
    expect(wrong).toMatchObject({ code: '28P01', message: 'password authentication failed for user "app"' });
    expect(unknown).toMatchObject({ code: '28P01', message: 'password authentication failed for user "ghost"' });
  });
  test('by a database that the server does not have says so in its words', async () => {
    const error = await attempt({ user: 'app', password: 'right', database: 'no_such_database' });
    expect(error).toMatchObject({ code: '3D000', message: 'database "no_such_database" does not exist' });
  });
  test('by a parameter that the server refuses says so in its words', async () => {
    const error = await attempt({ user: 'app', password: 'right', options: '-c work_mem=nonsense' });
    expect(error).toMatchObject({ code: '22023' });
  });
});

describe('drivers over TLS', () => {
  test('node-postgres, thirty megabytes', async () => {
    const client = new pg.Client({
      host: requiring.host,
      port: requiring.port,
      user: 'app',
      password: 'right',
      database: database.name,
      ssl: { ca: certificate.cert },
    });
    await client.connect();
    const { rows } = await client.query(`SELECT i, repeat('x', 100000) AS x FROM generate_series(1, 300) i`);
    expect(rows).toHaveLength(300);
    expect(rows.every((row) => row.x.length === 100_000)).toBe(true);
    await client.end();
  });
  test('postgres.js, TLS from the first byte', async () => {
    const sql = postgres({
      host: requiring.host,
      port: requiring.port,
      user: 'app',
      password: 'right',
      database: database.name,
      ssl: { ca: certificate.cert },
      sslnegotiation: 'direct',
      max: 1,
    } as postgres.Options<Record<string, never>>);
    expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }]);
    await sql.end();
  });
});

describe('TLS on the wire', () => {
  const sslRequest = Buffer.from('0000000804d2162f', 'hex');
  test('bytes behind the SSLRequest end the connection before anything is answered', async () => {
    const client = await RawClient.connect(preferring);
    client.send(sslRequest, startup({ user: 'app' }));
    expect(await client.untilClosed()).toEqual(['FATAL:08P01']);
  });
  test('a handshake that is none ends the connection', async () => {
    const client = await RawClient.connect(preferring);
    client.raw = Buffer.alloc(0);
    client.send(sslRequest);
    expect((await client.rawBytes(1)).toString()).toBe('S');
    client.send(startup({ user: 'app' }));
    await client.untilClosed();
    await eventually(() => preferring.listener.connections === 0, 'it is gone');
  });
  test('a handshake that stops is ended by the deadline', async () => {
    const tls = new ListenerTls({ cert: certificate.cert, key: certificate.key });
    const hasty = await startGateway(database, { clientTls: { mode: 'prefer', tls }, limits: { loginTimeoutMs: 200 } });
    const client = await RawClient.connect(hasty);
    client.raw = Buffer.alloc(0);
    client.send(sslRequest);
    await client.rawBytes(1);
    await client.untilClosed();
    await hasty.listener.close();
  });
});
