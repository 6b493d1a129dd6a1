import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../../src/base/index.js';
import { ListenerTls } from '../../../src/pg/tls.js';
import { targetFromUrl } from '../../../src/pg/upstream/index.js';
import { makeCertificate } from '../../fixtures/certificates.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { type LoginServer, startLoginServer } from './login-server.js';

const run = promisify(execFile);
const authority = makeCertificate({ name: 'test authority' });
const certificate = makeCertificate({
  name: 'gateway',
  issuer: authority,
  dns: ['localhost'],
  addresses: ['127.0.0.1'],
});
// Of the password `stored password`, as PostgreSQL itself made it: see the test below.
let storedVerifier: string;

let database: TestDatabase;
let encrypted: LoginServer;
let plain: LoginServer;
let directory: string;
let rootCert: string;

beforeAll(async () => {
  database = await createDatabase();
  await database.query(`CREATE ROLE ${database.name}_stored PASSWORD 'stored password'`);
  const { rows } = await database.query('SELECT rolpassword FROM pg_authid WHERE rolname = $1', [
    `${database.name}_stored`,
  ]);
  storedVerifier = rows[0].rolpassword;
  await database.query(`DROP ROLE ${database.name}_stored`);
  directory = await mkdtemp(join(tmpdir(), 'damask-test-login-'));
  rootCert = join(directory, 'ca.crt');
  await writeFile(rootCert, authority.cert);
  const options = {
    principals: new Map([
      ['analyst', { kind: 'password' as const, password: new Secret('Zürich ﬁnds № 1') }],
      ['mailer', { kind: 'scram' as const, verifier: new Secret(storedVerifier) }],
      ['developer', { kind: 'trust_loopback' as const }],
    ]),
    upstream: targetFromUrl(database.url),
  };
  encrypted = await startLoginServer({ ...options, tls: new ListenerTls(certificate) });
  plain = await startLoginServer(options);
});

afterAll(async () => {
  await encrypted.close();
  await plain.close();
  await rm(directory, { recursive: true, force: true });
  await database.drop();
});

interface PsqlAnswer {
  readonly out: string;
  readonly error: string;
}

async function psql(settings: string, password: string): Promise<PsqlAnswer> {
  const connection = `host=localhost hostaddr=127.0.0.1 dbname=${database.name} sslrootcert=${rootCert} ${settings}`;
  const env = { PATH: process.env.PATH, HOME: directory, PGPASSWORD: password, LC_ALL: 'C.UTF-8' };
  try {
    const { stdout } = await run('psql', ['-XAtc', 'SELECT 40 + 2', connection], { env, timeout: 10_000 });
    return { out: stdout.trim(), error: '' };
  } catch (error) {
    // Its answer, or the kill when it hangs.
    return { out: '', error: (error as { stderr: string }).stderr };
  }
}

describe('psql', () => {
  const principals: readonly [string, string][] = [
    ['analyst', 'Zürich ﬁnds № 1'],
    ['mailer', 'stored password'],
  ];
  test.each(principals)('%s logs in with channel binding over verified TLS', async (user, password) => {
    const answer = await psql(
      `port=${encrypted.port} user=${user} sslmode=verify-full channel_binding=require`,
      password,
    );
    expect(answer).toEqual({ out: '42', error: '' });
    expect(encrypted.logins.at(-1)).toEqual({ name: user, bound: true });
  });

  test.each(['disable', 'prefer'])('logs in with channel_binding=%s over TLS', async (mode) => {
    const answer = await psql(
      `port=${encrypted.port} user=analyst sslmode=require channel_binding=${mode}`,
      'Zürich ﬁnds № 1',
    );
    expect(answer).toEqual({ out: '42', error: '' });
  });

  test('logs in over a plain connection, where there is nothing to bind to', async () => {
    const good = await psql(`port=${plain.port} user=analyst sslmode=prefer channel_binding=prefer`, 'Zürich ﬁnds № 1');
    expect(good).toEqual({ out: '42', error: '' });
    const bound = await psql(
      `port=${plain.port} user=analyst sslmode=disable channel_binding=require`,
      'Zürich ﬁnds № 1',
    );
    expect(bound.error).toContain('channel binding');
  });

  test('SASLprep makes passwords equal that look equal', async () => {
    // A no-break space, the two letters of the ligature, the two letters of the numero sign, a decomposed ü.
    const answer = await psql(`port=${plain.port} user=analyst`, 'Zu\u0308rich\u00a0finds No 1');
    expect(answer).toEqual({ out: '42', error: '' });
  });

  test.each([
    ['analyst', 'wrong'],
    ['mailer', 'wrong'],
    ['nobody', 'wrong'],
  ])('%s with a wrong password gets PostgreSQL’s error', async (user, password) => {
    for (const port of [plain.port, encrypted.port]) {
      const answer = await psql(`port=${port} user=${user}`, password);
      expect(answer.error).toContain(`FATAL:  password authentication failed for user "${user}"`);
    }
  });

  test('a trusted principal needs no password from loopback', async () => {
    expect(await psql(`port=${plain.port} user=developer`, '')).toEqual({ out: '42', error: '' });
  });

  test('a database that does not exist is said in the store’s words', async () => {
    const answer = await psql(`port=${plain.port} user=developer dbname=nowhere`, '');
    expect(answer.error).toContain('FATAL:  database "nowhere" does not exist');
  });
});

describe('drivers', () => {
  const ssl = { ca: authority.cert, servername: 'localhost' };

  test('node-postgres logs in with channel binding', async () => {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: encrypted.port,
      user: 'mailer',
      password: 'stored password',
      database: database.name,
      ssl,
      enableChannelBinding: true,
    } as pg.ClientConfig);
    await client.connect();
    const { rows } = await client.query('SELECT $1::int + 1 AS n', [41]);
    expect(rows).toEqual([{ n: 42 }]);
    await client.end();
  });

  test('node-postgres without channel binding says that it could, and is let in', async () => {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: encrypted.port,
      user: 'analyst',
      password: 'Zürich ﬁnds № 1'.normalize('NFKC'),
      database: database.name,
      ssl,
    });
    await client.connect();
    expect((await client.query('SELECT 42 AS n')).rows).toEqual([{ n: 42 }]);
    await client.end();
  });

  test('postgres.js logs in over TLS', async () => {
    const sql = postgres({
      host: '127.0.0.1',
      port: encrypted.port,
      user: 'mailer',
      password: 'stored password',
      database: database.name,
      ssl,
      max: 1,
      fetch_types: false,
    });
    expect(await sql`SELECT ${41}::int + 1 AS n`).toEqual([{ n: 42 }]);
    await sql.end();
  });

  test('psycopg logs in with channel binding', async () => {
    const program = `
import psycopg2, sys
c = psycopg2.connect(host='127.0.0.1', port=sys.argv[1], user='mailer', password='stored password', dbname=sys.argv[2], sslmode='require', channel_binding='require')
q = c.cursor(); q.execute('SELECT %s + 1', (41,)); print(q.fetchone()[0])`;
    const { stdout } = await run('/usr/bin/python3', ['-c', program, String(encrypted.port), database.name]);
    expect(stdout.trim()).toBe('42');
  });
});
