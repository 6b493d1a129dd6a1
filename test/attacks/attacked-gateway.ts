import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { createGateway, readConfiguration } from '../../src/compose.js';
import { deriveKeys, maskKeys } from '../../src/masks/index.js';
import { createDatabase, type DatabaseServer, type TestDatabase } from '../fixtures/database.js';
import { freePort } from '../fixtures/postgres-server.js';
import type { Attacker } from './attack-case.js';
import type { Doors } from './run.js';

/** The store of store.sql with the gateway before it, and the same store once more with nothing before it. */
export interface AttackedGateway {
  readonly through: Doors;
  readonly direct: Doors;
  /** The store's superuser, beside the gateway. */
  readonly owner: pg.ClientConfig;
  /** The keys of the masks, as text in every form that a setting, a dump or an error could show. */
  readonly keys: readonly string[];
  /** Changes the policy, and puts it in force. */
  reload(policy: (text: string) => string): Promise<void>;
  close(): Promise<void>;
}

/** How the gateway differs from the one that most attacks are made on. */
export interface Changes {
  /** The policy of damask.yaml, as text, to another one. */
  readonly policy?: (text: string) => string;
  /** SQL that the store's owner runs first; `role` is the gateway's. */
  readonly prepare?: (role: string) => string;
  /** Where the stores are, if not in the run's shared PostgreSQL. */
  readonly server?: DatabaseServer;
}

export async function openAttackedGateway(
  poolMode: 'session' | 'transaction' = 'session',
  { policy: changed = (text) => text, prepare = () => '', server }: Changes = {},
): Promise<AttackedGateway> {
  const schema = await readFile(new URL('./store.sql', import.meta.url), 'utf8');
  const [store, bare] = [await createDatabase(server), await createDatabase(server)];
  await Promise.all([store.query(schema), bare.query(schema)]);
  const [role, bareRole] = [await makeRole(store), await makeRole(bare)];
  await store.query(prepare(role));
  // Without a gateway everything is let through, LOCK TABLE too: nobody shall wait for it.
  await bare.query(`ALTER ROLE ${bareRole} SET lock_timeout = '100ms'`);
  const directory = await mkdtemp(join(tmpdir(), 'damask-attacks-'));
  const file = join(directory, 'damask.yaml');
  const policy = await readFile(new URL('./damask.yaml', import.meta.url), 'utf8');
  const pool = `unlisted: refuse\n    pool: { pool_mode: ${poolMode}, default_pool_size: 8 }`;
  const configure = (more: (text: string) => string) =>
    writeFile(file, more(changed(policy.replace('unlisted: refuse', pool))));
  await configure((text) => text);
  const secret = randomBytes(32);
  const environment = {
    DAMASK_PORT: String(await freePort()),
    DAMASK_PSEUDONYM_KEY: secret.toString('base64'),
    SHOP_URL: `postgres://${role}:${role}@${store.host}:${store.port}/${store.name}`,
    SHOP_DATABASE: store.name,
  };
  const gateway = createGateway({ read: () => readConfiguration(file, environment) });
  const { postgres } = await gateway.open();
  const bareDoor = { host: bare.host, port: bare.port, user: bareRole, password: bareRole, database: bare.name };
  return {
    through: (attacker: Attacker) => ({
      ...postgres,
      user: attacker,
      password: `${attacker.split('/')[0]}-secret`,
      database: store.name,
    }),
    direct: () => bareDoor,
    owner: { connectionString: store.url },
    keys: keysOf(secret),
    reload: async (more) => {
      await configure(more);
      await gateway.reload();
    },
    close: async () => {
      await gateway.close();
      await rm(directory, { recursive: true, force: true });
      await Promise.all([store.drop(), bare.drop()]);
    },
  };
}

/** Who may read and write every row, and change nothing else. Its name is its password. */
async function makeRole(database: TestDatabase): Promise<string> {
  const role = `${database.name}_visitor`;
  await database.query(`
    CREATE ROLE ${role} LOGIN PASSWORD '${role}';
    GRANT USAGE ON SCHEMA evil TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, evil TO ${role};
    GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO ${role};
  `);
  return role;
}

/** The secret itself, and what the gateway gives to sessions of each purpose. */
function keysOf(secret: Buffer): readonly string[] {
  const given = ['fulfilment', 'marketing', 'analytics', 'browsing'].flatMap((purpose) => [
    ...maskKeys({ ...deriveKeys(secret, purpose), purpose })
      .settings()
      .values(),
  ]);
  // The rest of a block is padding, the same in each.
  const keys = given.map((block) => block.slice(0, 64));
  return [...new Set([...keys, secret.toString('hex'), secret.toString('base64')])];
}
