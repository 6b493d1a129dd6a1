import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shopSchema } from '../../src/cli/demo/schema.js';
import { apiKeyHashes } from '../fixtures/api-keys.js';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';

/** A small shop in a database of its own, the gateway's role in it, and the reference configuration about it. */
export interface TestShop {
  readonly database: TestDatabase;
  readonly role: string;
  readonly environment: Readonly<Record<string, string>>;
  /** A configuration file. */
  readonly config: string;
  /** Writes the configuration anew, changed. */
  configure(change: (text: string) => string): void;
  drop(): Promise<void>;
}

const reference = readFileSync(new URL('../../config/damask.yaml', import.meta.url), 'utf8')
  // The tests' databases have names of their own.
  .replace('    databases: [shop]\n', '');

export async function createShop(): Promise<TestShop> {
  const database = await createDatabase();
  const role = `gateway_${randomBytes(4).toString('hex')}`;
  await database.query(shopSchema);
  await database.query(`
    INSERT INTO customers (id, name, email, ssn, dob, city, country, balance) VALUES
      (1, 'Ada Lovelace', 'ada@example.com', '078-05-1120', '1985-12-10', 'London', 'GB', 10.50),
      (2, 'Blaise Pascal', 'blaise@example.com', '219-09-9999', '1973-06-19', 'Paris', 'FR', 20.75),
      (3, 'Carl Gauss', 'carl@example.com', '457-55-5462', '1977-04-30', 'Berlin', 'DE', 30.00);
    INSERT INTO orders (id, customer_id, total) VALUES (1, 1, 99.90), (2, 3, 149.00);
    INSERT INTO consents (customer_id, purpose, state, expires_at) VALUES
      (1, 'marketing', 'given', NULL), (2, 'marketing', 'given', NULL), (3, 'marketing', 'withdrawn', NULL),
      (3, 'analytics', 'refused', NULL);
    CREATE ROLE ${role} LOGIN PASSWORD 'gateway';
    GRANT USAGE ON SCHEMA public TO ${role};
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role};
  `);
  const directory = mkdtempSync(join(tmpdir(), 'damask-shop-'));
  const config = join(directory, 'damask.yaml');
  const configure = (change: (text: string) => string): void => writeFileSync(config, change(reference));
  configure((text) => text);
  return {
    database,
    role,
    config,
    configure,
    environment: {
      SHOP_URL: `postgres://${role}:gateway@${database.host}:${database.port}/${database.name}`,
      DAMASK_PORT: '0',
      DAMASK_ADMIN_PORT: '0',
      DAMASK_HTTP_PORT: '0',
      // Something that can be connected to.
      CRM_URL: `http://${database.host}:${database.port}`,
      ...apiKeyHashes,
      DAMASK_LOG_LEVEL: 'silent',
      DAMASK_PSEUDONYM_KEY: Buffer.alloc(32, 9).toString('base64'),
      STOREFRONT_PASSWORD: 'storefront',
      MAILER_PASSWORD: 'mailer',
      ANALYST_PASSWORD: 'analyst',
    },
    drop: async () => {
      await database.query(`DROP OWNED BY ${role}`);
      await database.query(`DROP ROLE ${role}`);
      await database.drop();
      rmSync(directory, { recursive: true });
    },
  };
}
