import pg from 'pg';
import { systemClock } from '../../src/base/index.js';
import { createGate, type GateOptions, type GateSession, type GateStore } from '../../src/enforce/index.js';
import { GatewayError } from '../../src/errors/index.js';
import { PostgresCatalog } from '../../src/pg/catalog/index.js';
import { targetFromUrl } from '../../src/pg/upstream/index.js';
import type { Policy } from '../../src/policy/index.js';
import { loadParser } from '../../src/sql/index.js';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { gateOptions, testConsent } from './gate-options.js';
import { shopPolicy } from './shop-policy.js';

export { shopPolicy };

/** A small shop in a real PostgreSQL, a policy over it, and the gate. Statements that the gate lets through are run directly. */
export interface Shop {
  readonly database: TestDatabase;
  /** Opens a session as `principal`, acting for `purpose`. */
  as(principal: string, purpose?: string | null, parameters?: Record<string, string>): Promise<Visitor>;
  /** Puts another policy in force under the sessions that are open. */
  reload(policy: Policy): void;
  close(): Promise<void>;
}

export interface Visitor {
  readonly session: GateSession;
  /** Rows in text, as `COPY` would print them, or throws what the gate or the server says. */
  ask(sql: string, values?: unknown[]): Promise<unknown[][]>;
  /** The statement as it would be sent. */
  guarded(sql: string): Promise<string>;
  /** How the server runs a statement that is sent: a line each. */
  explain(sql: string): Promise<readonly string[]>;
  /** The gate's refusal: SQLSTATE and message; fails when there is none. */
  refusal(sql: string): Promise<GatewayError>;
  close(): Promise<void>;
}

export const schema = `
  CREATE TABLE customers (
    id bigint PRIMARY KEY, name text NOT NULL, email varchar(60) UNIQUE, ssn text, dob date, city text,
    notes text, balance numeric(12,2), created_at timestamptz DEFAULT now());
  CREATE TABLE orders (
    id bigint PRIMARY KEY, customer_id bigint REFERENCES customers, total numeric(12,2), placed_at timestamptz);
  CREATE TABLE order_items (order_id bigint REFERENCES orders, sku text, quantity int);
  CREATE TABLE consent (customer_id bigint, purpose text, state text, expires_at timestamptz, PRIMARY KEY (customer_id, purpose));
  CREATE TABLE products (sku text PRIMARY KEY, title text, price numeric(12,2));
  CREATE VIEW customer_mail AS SELECT id, email AS mail, lower(name) AS lname FROM customers;
  CREATE VIEW product_list AS SELECT sku, title FROM products;
  CREATE MATERIALIZED VIEW customer_copy AS SELECT id, email FROM customers;
  CREATE FUNCTION leak(bigint) RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT ssn FROM public.customers WHERE id = $1';
  CREATE TABLE tickets (id bigint, customer_id bigint, body text) PARTITION BY RANGE (id);
  CREATE TABLE tickets_1 PARTITION OF tickets FOR VALUES FROM (0) TO (1000);
  INSERT INTO customers SELECT i, 'Name ' || i, 'user' || i || '@example.com', 'SSN-' || i, date '1980-03-04' + i,
      (ARRAY['Paris','Berlin','Rome'])[i % 3 + 1], 'note ' || i, i * 10, '2026-01-01' FROM generate_series(1, 9) i;
  UPDATE customers SET name = 'SECRET-3' WHERE id = 3;
  INSERT INTO orders SELECT i, (i % 9) + 1, i * 7, '2026-02-01' FROM generate_series(1, 30) i;
  INSERT INTO order_items SELECT i, 'sku' || (i % 4), i % 5 FROM generate_series(1, 30) i;
  INSERT INTO consent SELECT i, 'marketing', CASE WHEN i % 3 = 0 THEN 'refused' ELSE 'given' END, NULL FROM generate_series(1, 8) i;
  INSERT INTO consent VALUES (9, 'marketing', 'given', '2020-01-01');
  INSERT INTO consent VALUES (4, 'analytics', 'refused', NULL);
  INSERT INTO products SELECT 'sku' || i, 'Thing ' || i, i * 3 FROM generate_series(0, 3) i;
  INSERT INTO tickets SELECT i, i, 'body ' || i FROM generate_series(1, 9) i;
  REFRESH MATERIALIZED VIEW customer_copy;
  ANALYZE;
`;

export interface ShopChanges {
  readonly store?: Partial<GateStore>;
  readonly policy?: Policy;
  readonly options?: Partial<GateOptions>;
}

export async function openShop(changes: ShopChanges = {}): Promise<Shop> {
  await loadParser();
  const database = await createDatabase();
  await database.query(schema);
  const target = targetFromUrl(database.url);
  const catalog = new PostgresCatalog({ target, database: database.name, clock: systemClock });
  await catalog.start();
  const store = {
    consent: testConsent('customer_id', 'expires_at'),
    catalog: (name: string) => (name === database.name ? catalog : null),
    ...changes.store,
  };
  const options = (policy: Policy) => gateOptions(policy, store, changes.options);
  const gate = createGate(options(changes.policy ?? shopPolicy()));
  return {
    database,
    as: async (principal, purpose = null, parameters = {}) => {
      const session = gate.open({
        principal,
        purpose,
        store: 'shop',
        database: database.name,
        parameters: new Map(Object.entries(parameters)),
      });
      if (session instanceof GatewayError) throw session;
      return visitor(session, database);
    },
    reload: (policy) => gate.reload(options(policy)),
    close: async () => {
      await catalog.close();
      await database.drop();
    },
  };
}

async function visitor(session: GateSession, database: TestDatabase): Promise<Visitor> {
  const client = new pg.Client({
    connectionString: database.url,
    types: { getTypeParser: () => (value: unknown) => value },
  });
  await client.connect();
  let status: 'I' | 'T' | 'E' = 'I';
  (client as unknown as { connection: NodeJS.EventEmitter }).connection.on('readyForQuery', (message) => {
    status = (message as { status: 'I' | 'T' | 'E' }).status;
  });
  for (const [name, value] of session.startupParameters)
    await client.query('SELECT set_config($1, $2, false)', [name, value]);
  const admit = async (sql: string) => {
    let verdict = session.admit(sql, 'simple');
    if (verdict.kind === 'stale') {
      await session.refresh();
      verdict = session.admit(sql, 'simple');
    }
    if (verdict.kind === 'stale') throw new Error('stale twice');
    return verdict;
  };
  const guarded = async (sql: string) => {
    const verdict = await admit(sql);
    if (verdict.kind === 'refuse') throw verdict.error;
    return verdict.statement;
  };
  return {
    explain: async (sql) => {
      const { rows } = await client.query<Record<string, string>>(`EXPLAIN (COSTS OFF) ${(await guarded(sql)).bytes}`);
      return rows.map((row) => row['QUERY PLAN'] ?? '');
    },
    session,
    ask: async (sql, values) => {
      const statement = await guarded(sql);
      session.sent(statement);
      let failed = true;
      try {
        const result = await client.query({
          text: statement.bytes.toString('utf8'),
          values,
          rowMode: 'array',
        } as pg.QueryArrayConfig);
        const results = Array.isArray(result) ? result : [result];
        failed = results.some(({ command }) => command === 'ROLLBACK');
        return results[results.length - 1].rows;
      } finally {
        session.transactionState(status, status === 'I' && failed);
      }
    },
    guarded: async (sql) => (await guarded(sql)).bytes.toString('utf8'),
    refusal: async (sql) => {
      const verdict = await admit(sql);
      if (verdict.kind !== 'refuse')
        throw new Error(`not refused: ${verdict.kind === 'forward' ? verdict.statement.bytes.toString() : ''}`);
      return verdict.error;
    },
    close: () => client.end(),
  };
}
