import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway, readConfiguration } from '../../../src/compose.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { freePort } from '../../fixtures/postgres-server.js';
import { RawClient } from '../raw-client.js';
import { logInDirectly } from './play.js';

/** What a person is called. No answer of a guarded store may hold it. */
export const hiddenName = 'Pooledcanary';

/** How a client comes to a copy of the same store. */
export interface Place {
  readonly database: TestDatabase;
  connect(): Promise<RawClient>;
  /** As it was when it was made. */
  reset(): Promise<void>;
}

/** Copies of one store: directly, and in transaction mode with 1 to 3 connections; the guarded one in session mode too. */
export interface PooledStores {
  readonly direct: Place;
  /** By pool size, less one. */
  readonly transparent: readonly Place[];
  readonly guarded: readonly Place[];
  readonly guardedSession: Place;
  close(): Promise<void>;
}

export const clientsMax = 4;
const owns = Array.from({ length: clientsMax }, (_, own) => own);

export async function openPooledStores(): Promise<PooledStores> {
  const databases: TestDatabase[] = [];
  const store = async (): Promise<TestDatabase> => {
    const database = await createDatabase();
    await database.query(`
      CREATE TABLE items (id int PRIMARY KEY, note text);
      INSERT INTO items SELECT n, 'note ' || n FROM generate_series(1, 8) n;
      CREATE TABLE people (id int PRIMARY KEY, name text, city text);
      INSERT INTO people SELECT n, '${hiddenName} ' || n, 'Bonn' FROM generate_series(1, 8) n;
      ${owns.map((own) => `CREATE TABLE own_${own} (n int PRIMARY KEY, note text);`).join('\n')}
    `);
    databases.push(database);
    return database;
  };
  const [direct, session] = [await store(), await store()];
  const transparent = [await store(), await store(), await store()];
  const guarded = [await store(), await store(), await store()];
  const port = await freePort();
  const configuration = {
    version: 1,
    listen: { postgres: { host: '127.0.0.1', port }, admin: { host: '127.0.0.1', port: await freePort() } },
    log: { level: 'error' },
    stores: Object.fromEntries([
      ...transparent.map((database, at) => [`open${at}`, storeOf(database, 'transaction', at + 1)]),
      ...guarded.map((database, at) => [`guarded${at}`, storeOf(database, 'transaction', at + 1)]),
      ['session', storeOf(session, 'session', clientsMax * 2)],
    ]),
    purposes: { work: { title: 'Work', basis: 'contract' } },
    recipients: { house: { title: 'House', role: 'controller', country: 'DE' } },
    principals: {
      app: {
        recipient: 'house',
        purposes: ['work'],
        auth: { trust: 'loopback' },
        may: ['ddl', 'temp', 'maintenance', 'explain', 'code'],
      },
    },
    data: ['session', 'guarded0', 'guarded1', 'guarded2'].map((name) => ({
      store: name,
      relation: 'public.people',
      subject: { kind: 'person', column: 'id' },
      columns: { id: 'user.unique_id', name: 'user.name', city: 'system.operations' },
    })),
    rules: [
      {
        name: 'work',
        purpose: 'work',
        fields: { system: 'pass', 'user.unique_id': 'pass', 'user.name': { mask: 'initial' } },
      },
    ],
  };
  const directory = await mkdtemp(join(tmpdir(), 'damask-pooled-'));
  const file = join(directory, 'damask.yaml');
  await writeFile(file, JSON.stringify(configuration));
  const gateway = createGateway({ read: () => readConfiguration(file, {}) });
  const { postgres } = await gateway.open();
  const placeOf = (database: TestDatabase, connect?: () => Promise<RawClient>): Place => ({
    database,
    connect: connect ?? (() => RawClient.logIn(postgres, { database: database.name, client_encoding: 'UTF8' })),
    reset: async () => {
      await database.query(
        owns
          .map(
            (own) =>
              `DROP TABLE IF EXISTS made_${own}; TRUNCATE own_${own}; INSERT INTO own_${own} VALUES (1, 'one'), (2, 'two');`,
          )
          .join('\n'),
      );
    },
  });
  return {
    direct: placeOf(direct, () => logInDirectly(direct)),
    transparent: transparent.map((database) => placeOf(database)),
    guarded: guarded.map((database) => placeOf(database)),
    guardedSession: placeOf(session),
    close: async () => {
      await gateway.close();
      await rm(directory, { recursive: true, force: true });
      await Promise.all(databases.map((database) => database.drop()));
    },
  };
}

function storeOf({ name, url }: TestDatabase, mode: string, size: number): object {
  return {
    kind: 'postgres',
    url,
    databases: [name],
    unlisted: 'allow',
    settings: ['app.own'],
    pool: { pool_mode: mode, default_pool_size: size },
  };
}
