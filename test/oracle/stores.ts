import pg from 'pg';
import { Secret, systemClock } from '../../src/base/index.js';
import { createGate, type Gate, type GateObserver } from '../../src/enforce/index.js';
import { deriveKeys, maskKeys } from '../../src/masks/index.js';
import { PostgresCatalog } from '../../src/pg/catalog/index.js';
import { targetFromUrl } from '../../src/pg/upstream/index.js';
import type { Policy } from '../../src/policy/index.js';
import { defaultStatementLimits, loadParser } from '../../src/sql/index.js';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { permittedRows } from './permitted-view.js';
import { type AskerName, askers, oraclePolicy } from './policy.js';
import { type Row, type Rows, type Secrets, storeRows } from './rows.js';
import { createSchema, tables } from './schema.js';

const pseudonymSecret = Buffer.alloc(32, 7);

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
  const gate = createGate({
    policy,
    stores: [
      {
        name: 'shop',
        unlisted: 'allow',
        functions: new Set(),
        extensions: new Set(),
        consent: {
          store: 'shop',
          relation: { schema: 'public', name: 'consent' },
          subjectColumn: 'person_id',
          purposeColumn: 'purpose',
          granted: (alias) => `${alias}."state" = 'given'`,
          untilColumn: 'until',
          objected: null,
          recordedAtColumn: null,
        },
        catalog: (name) => (name === database.name ? catalog : null),
      },
    ],
    pseudonymSecret: new Secret(pseudonymSecret),
    clock: systemClock,
    limits: defaultStatementLimits,
    plansMax: 100,
    observer,
  });
  const close = async () => {
    await catalog.close();
    await database.drop();
  };
  return { database, gate, close };
}

/** A database that holds what `asker` may see of a store, and nothing else. */
export async function openCopy(asker: AskerName, secrets: Secrets): Promise<TestDatabase> {
  const { purpose } = askers[asker];
  const keys = maskKeys({ purpose, ...deriveKeys(pseudonymSecret, purpose) });
  const database = await createDatabase();
  await database.query(createSchema({ hasUniqueEmails: asker !== 'analyst' }));
  await fill(database, permittedRows(asker, storeRows(secrets), keys));
  return database;
}

async function fill(database: TestDatabase, rows: Rows): Promise<void> {
  const columnsOf = new Map(tables.map((table) => [table.name, table.columns.map((column) => column.name)]));
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
