import pg from 'pg';
import { systemClock } from '../../src/base/index.js';
import { createGate, type Gate, type GateObserver } from '../../src/enforce/index.js';
import { deriveKeys, maskKeys } from '../../src/masks/index.js';
import { PostgresCatalog } from '../../src/pg/catalog/index.js';
import { targetFromUrl } from '../../src/pg/upstream/index.js';
import type { Policy } from '../../src/policy/index.js';
import { loadParser } from '../../src/sql/index.js';
import { gateOptions, testConsent, testSecret } from '../enforce/gate-options.js';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { permittedRows } from './permitted-view.js';
import { type AskerName, askers, oraclePolicy } from './policy.js';
import { type Row, type Rows, type Secrets, storeRows } from './rows.js';
import { createSchema, lookedUp, tables } from './schema.js';

/** A store with the gate in front. */
export interface Store {
  readonly database: TestDatabase;
  readonly gate: Gate;
  close(): Promise<void>;
}

/** `policy`: another than the one that permitted-view.ts was worked out from, to see whether that is noticed. */
export async function openStore(
  secrets: Secrets,
  policy: Policy = oraclePolicy(),
  observer: GateObserver = { planCache: () => {}, lookups: () => {}, fields: () => {} },
): Promise<Store> {
  await loadParser();
  const database = await createDatabase();
  await database.query(createSchema(null));
  await fill(database, storeRows(secrets));
  const catalog = new PostgresCatalog({
    target: targetFromUrl(database.url),
    database: database.name,
    clock: systemClock,
  });
  await catalog.start();
  const store = {
    consent: testConsent('person_id', 'until'),
    catalog: (name: string) => (name === database.name ? catalog : null),
  };
  const gate = createGate(gateOptions(policy, store, { observer }));
  const close = async () => {
    await catalog.close();
    await database.drop();
  };
  return { database, gate, close };
}

/** A database that holds what `asker` may see of a store, and nothing else. */
export async function openCopy(asker: AskerName, secrets: Secrets): Promise<TestDatabase> {
  const { purpose } = askers[asker];
  const keys = maskKeys({ purpose, ...deriveKeys(testSecret, purpose) });
  const database = await createDatabase();
  await database.query(createSchema({ hasUniqueEmails: asker !== 'analyst' }));
  await fill(database, permittedRows(asker, storeRows(secrets), keys));
  return database;
}

async function fill(database: TestDatabase, rows: Rows): Promise<void> {
  const columnsOf = new Map(tables.map((table) => [table.name, table.columns.map((column) => column.name)]));
  for (const [name, columns] of Object.entries(lookedUp)) columnsOf.set(`truth.${name}`, ['id', ...columns]);
  columnsOf.set('consent', ['person_id', 'purpose', 'state', 'until']);
  for (const [name, columns] of columnsOf) {
    const held = rows.get(name) ?? [];
    if (held.length > 0)
      await database.query(`INSERT INTO ${name} (${columns.join(', ')}) VALUES ${values(held, columns)}`);
  }
  await database.query('ANALYZE');
}

function values(rows: readonly Row[], columns: readonly string[]): string {
  const literal = (value: string | null | undefined) =>
    value === null || value === undefined ? 'NULL' : pg.escapeLiteral(value);
  return rows.map((row) => `(${columns.map((column) => literal(row[column])).join(', ')})`).join(', ');
}
