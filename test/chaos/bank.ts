import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type GatewayProcess, startGateway } from '../fixtures/gateway-process.js';
import { type PostgresServer, startPostgres } from '../fixtures/postgres-server.js';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.js';

/** Server connections that the gateway may have, over all workers. */
export const POOL_SIZE = 6;
/** Of the store; a superuser has three more. */
const SERVER_CONNECTIONS = 20;
export const ACCOUNTS = 50;

const schema = `
  CREATE TABLE accounts (id int PRIMARY KEY, cents bigint NOT NULL);
  CREATE TABLE branch (id int PRIMARY KEY, cents bigint NOT NULL);
  CREATE TABLE history (client text NOT NULL, number int NOT NULL, account int NOT NULL, cents bigint NOT NULL);
  CREATE TABLE people (id int PRIMARY KEY, name text NOT NULL);
  INSERT INTO accounts SELECT id, 0 FROM generate_series(1, ${ACCOUNTS}) AS id;
  INSERT INTO branch VALUES (1, 0);
  INSERT INTO people SELECT id, 'Secret ' || id FROM generate_series(1, ${ACCOUNTS}) AS id;
  CREATE ROLE gateway LOGIN PASSWORD 'gateway';
  GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO gateway;
`;

const configuration = `
version: 1
listen:
  postgres: { port: "\${DAMASK_PORT}", workers: 2, admin_users: [operator] }
  admin: { port: "\${DAMASK_ADMIN_PORT}" }
log: { level: warn }
stores:
  bank:
    kind: postgres
    url: "\${BANK_URL}"
    databases: [bank]
    unlisted: allow
    pool: { pool_mode: transaction, default_pool_size: ${POOL_SIZE}, query_wait_timeout: 5s, server_login_retry: 300ms }
purposes: { banking: { title: Keep accounts, basis: contract } }
recipients: { house: { title: The bank, role: controller, country: DE } }
principals:
  teller: { recipient: house, purposes: [banking], auth: { password: teller } }
  operator: { recipient: house, purposes: [], auth: { password: operator } }
data:
  - store: bank
    relation: public.people
    subject: { kind: person, column: id }
    columns: { id: user.unique_id, name: user.name }
rules:
  - name: keep accounts
    purpose: banking
    fields: { user.unique_id: pass, user.name: { mask: initial } }
`;

/** A bank with a gateway of two workers in front, and a network between the two that can be spoiled. */
export interface Bank {
  readonly server: PostgresServer;
  readonly network: TcpProxy;
  readonly gateway: GatewayProcess;
  /** Through the gateway. */
  connect(user?: 'teller' | 'operator'): Promise<pg.Client>;
  /** Around it, as the superuser. */
  direct(): Promise<pg.Client>;
  close(): Promise<void>;
}

export async function openBank(): Promise<Bank> {
  // What was acknowledged must survive the death of a process.
  const server = await startPostgres([`max_connections=${SERVER_CONNECTIONS}`, 'synchronous_commit=on']);
  const login = async (database: string): Promise<pg.Client> => {
    const client = new pg.Client(server.url(database));
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  const first = await login('postgres');
  await first.query('CREATE DATABASE bank');
  await first.end();
  const setUp = await login('bank');
  await setUp.query(schema);
  await setUp.end();
  const network = await startTcpProxy(server);
  const directory = mkdtempSync(join(tmpdir(), 'damask-chaos-'));
  const config = join(directory, 'damask.yaml');
  writeFileSync(config, configuration);
  const gateway = await startGateway(config, {
    BANK_URL: `postgres://gateway:gateway@127.0.0.1:${network.port}/bank?sslmode=disable`,
  });
  return {
    server,
    network,
    gateway,
    connect: async (user = 'teller') => {
      const database = user === 'teller' ? 'bank' : 'damask';
      const { port } = gateway;
      const client = new pg.Client({ host: '127.0.0.1', port, user, password: user, database, query_timeout: 30_000 });
      client.on('error', () => {});
      await client.connect();
      return client;
    },
    direct: () => login('bank'),
    close: async () => {
      gateway.signal('SIGQUIT');
      await gateway.ended;
      await network.close();
      await server.stop();
      rmSync(directory, { recursive: true });
    },
  };
}

/** What the clients of a bank have seen. */
export interface Ledger {
  /** `client/number` of each transfer whose COMMIT was answered. */
  readonly committed: Set<string>;
  /** Transfers begun, and answers that were another's. */
  begun: number;
  reads: number;
  connections: number;
  failures: number;
  readonly foreign: string[];
}

export function newLedger(): Ledger {
  return { committed: new Set(), begun: 0, reads: 0, connections: 0, failures: 0, foreign: [] };
}

/** One client: it reads and transfers until it is told to stop, and connects again whenever its connection is lost. */
export async function beClient(bank: Bank, name: string, ledger: Ledger, stop: AbortSignal): Promise<void> {
  let number = 0;
  while (!stop.aborted) {
    let client: pg.Client | null = null;
    try {
      client = await bank.connect();
      ledger.connections += 1;
      // Some come and go, some stay.
      const turns = randomInt(1, 30);
      for (let turn = 0; turn < turns && !stop.aborted; turn += 1) {
        await read(client, ledger);
        number += 1;
        if (!(await transfer(client, name, number, ledger))) break;
      }
      await client.end();
    } catch {
      ledger.failures += 1;
      (client as unknown as { connection?: { stream: { destroy(): void } } } | null)?.connection?.stream.destroy();
      await new Promise((resolve) => setTimeout(resolve, 50 + randomInt(100)));
    }
  }
}

/** Each answer says whose it is. The name is masked by the guard. */
async function read(client: pg.Client, ledger: Ledger): Promise<void> {
  const id = randomInt(1, ACCOUNTS + 1);
  const token = randomInt(2 ** 31);
  const { rows } = await client.query('SELECT id, name, $2::int AS token FROM people WHERE id = $1', [id, token]);
  ledger.reads += 1;
  const [row] = rows;
  if (rows.length !== 1 || row.id !== id || row.token !== token || row.name !== 'S.')
    ledger.foreign.push(`asked for ${id}, got ${JSON.stringify(rows)}`);
}

/** False when the client has vanished in the middle of it. */
async function transfer(client: pg.Client, name: string, number: number, ledger: Ledger): Promise<boolean> {
  const account = randomInt(1, ACCOUNTS + 1);
  const cents = randomInt(-10_000, 10_000);
  ledger.begun += 1;
  await client.query('BEGIN');
  try {
    await client.query('UPDATE accounts SET cents = cents + $2 WHERE id = $1', [account, cents]);
    if (randomInt(40) === 0) {
      (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
      return false;
    }
    await client.query('UPDATE branch SET cents = cents + $1', [cents]);
    await client.query('INSERT INTO history VALUES ($1, $2, $3, $4)', [name, number, account, cents]);
    await client.query('COMMIT');
    ledger.committed.add(`${name}/${number}`);
    return true;
  } catch (fault) {
    await client.query('ROLLBACK').catch(() => {});
    throw fault;
  }
}
