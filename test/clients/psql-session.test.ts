import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/index.js';
import { ListenerTls } from '../../src/pg/index.js';
import { makeCertificate } from '../fixtures/certificates.js';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { eventually } from '../pg/fake-server.js';
import { startGateway, type TestGateway } from '../pg/gateway.js';

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

interface PsqlResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** psql of the machine, with its connection string. */
function psql(connection: string, args: readonly string[], input = ''): Promise<PsqlResult> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PGPASSWORD: 'right', PGCONNECT_TIMEOUT: '10' };
    const child = spawn('psql', ['-X', '-At', '-d', connection, ...args], { env });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.end(input);
  });
}

const to = ({ host, port }: TestGateway, more = ''): string =>
  `host=${host} port=${port} user=app dbname=${database.name} ${more}`;

describe('psql', () => {
  test('asks, describes, copies, and goes on after errors', async () => {
    const { out, err, code } = await psql(
      to(plain),
      [],
      [
        'SELECT count(*) FROM t;',
        '\\d t',
        'SELECT nonsense;',
        'CREATE TEMP TABLE c (id int);',
        '\\copy c FROM STDIN',
        '1',
        '2',
        '\\.',
        '\\copy (SELECT id FROM c) TO STDOUT',
        'BEGIN; SELECT 1/0; ROLLBACK;',
        '\\set FETCH_COUNT 3',
        'SELECT sum(id) FROM t;',
      ].join('\n'),
    );
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual(expect.arrayContaining(['20', '1', '2', '210']));
    expect(out).toContain('id|integer');
    expect(err).toContain('column "nonsense" does not exist');
    expect(err).toContain('division by zero');
  });
  test('is told of a refusal with its hint and place, and goes on', async () => {
    const { out, err } = await psql(to(plain), ['-c', 'SELECT 1 /* refuse */', '-c', 'SELECT 2']);
    expect(err).toContain('ERROR:  the policy forbids it');
    expect(err).toContain('HINT:  ask for less');
    expect(out).toBe('2\n');
  });
  test('cancels with Ctrl-C', async () => {
    const env = { ...process.env, PGPASSWORD: 'right' };
    const child = spawn('psql', ['-X', '-At', '-d', to(plain), '-c', 'SELECT pg_sleep(30)'], { env });
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    const start = performance.now();
    const session = plain.gate.sessions.length;
    await eventually(() => (plain.gate.sessions[session]?.sentTexts.length ?? 0) > 0, 'the statement runs');
    child.kill('SIGINT');
    await new Promise((resolve) => child.on('close', resolve));
    expect(err).toContain('canceling statement due to user request');
    expect(performance.now() - start).toBeLessThan(10_000);
  });
  test.each(['prefer', 'require'])('uses TLS when it may (sslmode=%s), with channel binding', async (mode) => {
    for (const gateway of [preferring, requiring]) {
      const { out, err } = await psql(to(gateway, `sslmode=${mode} channel_binding=require`), ['-c', '\\conninfo']);
      expect(err).toBe('');
      expect(out).toContain('SSL connection');
    }
  });
  test('verifies the certificate', async () => {
    const { err } = await psql(to(preferring, 'sslmode=verify-full sslrootcert=/nonexistent/root.crt'), [
      '-c',
      'SELECT 1',
    ]);
    expect(err).toContain('root certificate file');
  });
  test('may speak plain text where that is allowed, and is told where not', async () => {
    expect((await psql(to(preferring, 'sslmode=disable'), ['-c', 'SELECT 1'])).out).toBe('1\n');
    const { err, code } = await psql(to(requiring, 'sslmode=disable'), ['-c', 'SELECT 1']);
    expect(code).toBe(2);
    expect(err).toContain('FATAL:  this gateway takes encrypted connections only');
  });
});
