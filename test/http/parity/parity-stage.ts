import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { createGateway, type Gateway, type GatewayAddresses, readConfiguration } from '../../../src/compose.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import type { Random } from '../../oracle/random.js';
import { ScriptedService } from '../service.js';
import { inventConsents } from './people.js';
import { inventPolicy, purposes } from './policy.js';

/** A database with people and their consents, a service, and a gateway before both, whose configuration changes. */
export class ParityStage {
  database!: TestDatabase;
  service!: ScriptedService;
  addresses!: GatewayAddresses;
  /** Of the configuration. */
  directory!: string;
  #role!: string;
  #gateway: Gateway | null = null;

  async open(): Promise<void> {
    this.database = await createDatabase();
    this.#role = `parity_${randomBytes(4).toString('hex')}`;
    await this.database.query(`
      CREATE TABLE people (id bigint, name text, email text, ssn text, born date, city text, score int, active bool, created timestamptz, notes text, unlisted text DEFAULT 'UNDECLARED');
      CREATE TABLE consents (person bigint, purpose text, state text, expires timestamptz, recorded timestamptz);
      CREATE ROLE ${this.#role} LOGIN PASSWORD 'pw';
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${this.#role};
    `);
    this.service = await ScriptedService.open();
    this.directory = await mkdtemp(join(tmpdir(), 'damask-parity-'));
  }

  /** Other consents, and another policy, to which `change` may add. */
  async turn(random: Random, change: (yaml: string) => string = (yaml) => yaml): Promise<void> {
    const { host, port, name } = this.database;
    await this.database.query('TRUNCATE consents');
    await this.database.query('INSERT INTO consents SELECT * FROM json_populate_recordset(NULL::consents, $1)', [
      JSON.stringify(inventConsents(random, purposes)),
    ]);
    const places = {
      databaseUrl: `postgres://${this.#role}:pw@${host}:${port}/${name}`,
      serviceUrl: `http://127.0.0.1:${this.service.port}`,
    };
    const file = join(this.directory, 'damask.yaml');
    await writeFile(file, change(inventPolicy(random, places)));
    if (this.#gateway === null) {
      this.#gateway = createGateway({ read: () => readConfiguration(file, {}) });
      this.addresses = await this.#gateway.open();
    } else await this.#gateway.reload();
  }

  async close(): Promise<void> {
    await this.#gateway?.close();
    await this.service?.close();
    if (this.directory !== undefined) await rm(this.directory, { recursive: true, force: true });
    await this.database?.query(`DROP OWNED BY ${this.#role}; DROP ROLE ${this.#role};`);
    await this.database?.drop();
  }
}

/** A stage for the tests of one file. */
export function parityStage(): ParityStage {
  const stage = new ParityStage();
  beforeAll(() => stage.open());
  afterAll(() => stage.close());
  return stage;
}
