import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createGateway, readConfiguration } from '../../src/compose.js';
import { createDatabase } from '../fixtures/database.js';
import { freePort } from '../fixtures/postgres-server.js';
import type { Caller } from './application.js';

/** The application's store with the gateway before it, and for each caller a copy of what is permitted to it. */
export interface ApplicationStore {
  through(caller: Caller): pg.ClientConfig;
  copyFor(caller: Caller): Promise<pg.ClientConfig>;
  close(): Promise<void>;
}

/** What may be read whole, in an order in which nothing refers to what comes later. */
const relations = [
  'accounts',
  'users',
  'consents',
  'orders',
  'categories',
  'products',
  'order_lines',
  'events',
  'posts',
  'comments',
  'jobs',
  'outbox',
  'web_sessions',
  'schema_migrations',
  'counters',
  'metrics',
  'rooms',
  'bookings',
  'pgbench_accounts',
  'pgbench_branches',
  'pgbench_tellers',
  'pgbench_history',
];

export async function openApplicationStore(poolMode: 'session' | 'transaction'): Promise<ApplicationStore> {
  const schema = await readFile(new URL('./store.sql', import.meta.url), 'utf8');
  const store = await createDatabase();
  await store.query(schema);
  const role = `${store.name}_gateway`;
  await store.query(`
    CREATE ROLE ${role} LOGIN PASSWORD '${role}';
    GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role};
    GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO ${role};
    GRANT CREATE ON SCHEMA public TO ${role};
    ALTER TABLE jobs OWNER TO ${role};
  `);
  const directory = await mkdtemp(join(tmpdir(), 'damask-applications-'));
  const file = join(directory, 'damask.yaml');
  const policy = await readFile(new URL('./damask.yaml', import.meta.url), 'utf8');
  await writeFile(file, policy.replace('pool_mode: session', `pool_mode: ${poolMode}`));
  const environment = {
    DAMASK_PORT: String(await freePort()),
    DAMASK_PSEUDONYM_KEY: randomBytes(32).toString('base64'),
    APP_URL: `postgres://${role}:${role}@${store.host}:${store.port}/${store.name}`,
    APP_DATABASE: store.name,
  };
  const gateway = createGateway({ read: () => readConfiguration(file, environment) });
  const { postgres } = await gateway.open();
  const copies: Awaited<ReturnType<typeof createDatabase>>[] = [];
  const through = (caller: Caller) => ({
    host: postgres.host,
    port: postgres.port,
    user: caller,
    password: 'secret',
    database: store.name,
  });
  return {
    through,
    copyFor: async (caller) => {
      const copy = await createDatabase();
      copies.push(copy);
      await copyPermitted(through(caller), copy.url, schema);
      return { connectionString: copy.url };
    },
    close: async () => {
      await gateway.close();
      await rm(directory, { recursive: true, force: true });
      await Promise.all([store, ...copies].map((database) => database.drop()));
    },
  };
}

/** What each relation shows whole. That this is what is permitted is for others to check (test/oracle): here it is a start. */
async function copyPermitted(door: pg.ClientConfig, url: string, schema: string): Promise<void> {
  const source = new pg.Client({ ...door, types: { getTypeParser: () => (value: unknown) => value } });
  const target = new pg.Client({ connectionString: url });
  await Promise.all([source.connect(), target.connect()]);
  await target.query(schema);
  // Masks may be equal and withheld values NULL; what rows refer to may be hidden.
  await target.query(
    'SET session_replication_role = replica; ALTER TABLE products ALTER COLUMN search DROP EXPRESSION',
  );
  if (door.user !== 'web') await target.query('DROP INDEX users_email');
  await target.query(`TRUNCATE ${relations.join(', ')}`);
  for (const relation of relations) {
    const { rows } = await source.query({ text: `SELECT * FROM ${relation}`, rowMode: 'array' });
    for (const row of rows as unknown[][]) {
      const places = row.map((_, index) => `$${index + 1}`).join(', ');
      await target.query(`INSERT INTO ${relation} OVERRIDING SYSTEM VALUE VALUES (${places})`, row);
    }
  }
  await target.query('SET session_replication_role = DEFAULT; ANALYZE');
  await Promise.all([source.end(), target.end()]);
}
