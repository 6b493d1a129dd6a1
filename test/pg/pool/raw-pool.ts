import { afterAll, afterEach, beforeAll } from 'vitest';
import type { PoolOptions } from '../../../src/pg/index.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { RawClient } from '../raw-client.js';
import { type PooledGateway, startPooledGateway } from './pooled-gateway.js';

/** For all tests of one file: a database, a gateway that pools connections to it, and clients, which are gone after each test. */
export interface RawPool {
  readonly database: TestDatabase;
  readonly gateway: PooledGateway;
  connect(parameters?: Record<string, string>): Promise<RawClient>;
}

/** To be called where tests are described; what it returns is there when they run. */
export function rawPool(options: Partial<PoolOptions>): RawPool {
  let database: TestDatabase;
  let gateway: PooledGateway;
  const clients: RawClient[] = [];
  beforeAll(async () => {
    database = await createDatabase();
    gateway = await startPooledGateway(database, options);
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  afterAll(async () => {
    await gateway.listener.close();
    await database.drop();
  });
  return {
    get database() {
      return database;
    },
    get gateway() {
      return gateway;
    },
    async connect(parameters = {}) {
      const client = await RawClient.logIn(gateway, { database: database.name, ...parameters });
      clients.push(client);
      return client;
    },
  };
}
