import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway, readConfiguration } from '../../../src/compose.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { freePort } from '../../fixtures/postgres-server.js';
import { RawClient } from '../../pg/raw-client.js';

/** Who asks: one sees who has agreed, the other everybody; neither sees the same of them. */
export const askers = ['mailer', 'clerk'] as const;
export type AskerName = (typeof askers)[number];

/** A store whose secrets are its own, behind the gateway. */
export interface Twin {
  readonly database: TestDatabase;
  connect(asker: AskerName): Promise<RawClient>;
  /** All rows as they were. */
  reset(): Promise<void>;
}

/** Two stores of which `askers` may see the same. */
export interface TwinStores {
  readonly both: readonly [Twin, Twin];
  close(): Promise<void>;
}

const schema = `
  CREATE TABLE people (id bigint PRIMARY KEY, name text, email text, ssn text, balance numeric(14, 2), born date, city text, note text, doc jsonb, span numrange);
  CREATE INDEX ON people (ssn);
  CREATE TABLE consents (person bigint, purpose text, state text, PRIMARY KEY (person, purpose));
  CREATE TABLE orders (id int PRIMARY KEY, person_id bigint, total numeric(12, 2), status text NOT NULL CHECK (status <> 'never'));
  CREATE TABLE things (id int PRIMARY KEY, word text, n int);
  -- When it comes hangs on the moment, and which way a plan goes on how many rows it has counted: decision 0020.
  ALTER TABLE people SET (autovacuum_enabled = false);
  ALTER TABLE consents SET (autovacuum_enabled = false);
  ALTER TABLE orders SET (autovacuum_enabled = false);
  ALTER TABLE things SET (autovacuum_enabled = false);
  CREATE VIEW mails AS SELECT id, email AS mail, upper(name) AS loud FROM people;
  CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    DECLARE told text := (SELECT string_agg(ssn, ' ') FROM public.people);
    BEGIN
      RAISE NOTICE '%', told USING DETAIL = told, HINT = told;
      IF NEW.status = 'boom' THEN RAISE EXCEPTION '%', told USING DETAIL = told, COLUMN = told, ERRCODE = '22023'; END IF;
      RETURN NEW;
    END $$;
  CREATE TRIGGER shout BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION shout()`;

/** Twelve whom both show alike, and those whom they hide, of which there are as many as they like. */
function rows(held: 'a' | 'b'): string {
  const hidden = held === 'a' ? 3 : 9;
  const secret = held === 'a' ? 'Ab' : 'Azzzzz';
  return `
    TRUNCATE people, consents, orders, things;
    INSERT INTO people SELECT i, '${secret} ' || i * ${hidden}, '${secret}' || i || '@${held}.example', '${held}-' || i, i * 50 + ${hidden},
      make_date(1960 + i, ${hidden}, ${hidden} + i), (ARRAY['Bonn', 'Rome', 'Oslo'])[i % 3 + 1],
      'call me at ' || '${secret}' || i || '@${held}.example', jsonb_build_object('city', 'Rome', 'secret', '${secret}' || i), numrange(100 + i % 4, 200)
    FROM generate_series(1, 12) i;
    INSERT INTO consents SELECT i, 'offers', CASE WHEN i % 4 = 0 THEN 'refused' ELSE 'given' END FROM generate_series(1, 12) i;
    INSERT INTO orders SELECT i, i % 12 + 1, i * 10, 'open' FROM generate_series(1, 24) i;
    INSERT INTO things SELECT i, 'word ' || i, i FROM generate_series(1, 6) i;
    INSERT INTO people SELECT 9000 + i, 'Hidden ' || i, 'hidden' || i, 'x', i, '1970-01-01', 'Hidden', NULL, NULL, numrange(${hidden}, 200) FROM generate_series(1, ${hidden}) i;
    INSERT INTO orders SELECT 9000 + i, 9000 + i, i, 'hidden' FROM generate_series(1, ${hidden}) i;
    INSERT INTO consents SELECT 9000 + i, 'offers', 'refused' FROM generate_series(1, ${hidden}) i`;
}

/** `more`: what a policy that is wrong shows besides. */
export async function openTwinStores(
  poolMode: 'session' | 'transaction',
  more: Readonly<Record<string, unknown>> = {},
): Promise<TwinStores> {
  const [a, b] = await Promise.all([openTwin('a', poolMode, more), openTwin('b', poolMode, more)]);
  return {
    both: [a, b],
    close: async () => {
      await Promise.all([a.close(), b.close()]);
    },
  };
}

async function openTwin(
  held: 'a' | 'b',
  poolMode: string,
  more: Readonly<Record<string, unknown>>,
): Promise<Twin & { close(): Promise<void> }> {
  const database = await createDatabase();
  await database.query(schema);
  await database.query(rows(held));
  await database.query('ANALYZE');
  const directory = await mkdtemp(join(tmpdir(), 'damask-twins-'));
  const file = join(directory, 'damask.yaml');
  await writeFile(file, JSON.stringify(configurationOf(database, poolMode, await freePort(), more)));
  const gateway = createGateway({ read: () => readConfiguration(file, {}) });
  const { postgres } = await gateway.open();
  return {
    database,
    connect: (asker) => RawClient.logIn(postgres, { user: asker, database: database.name, client_encoding: 'UTF8' }),
    reset: async () => {
      await database.query(rows(held));
    },
    close: async () => {
      await gateway.close();
      await rm(directory, { recursive: true, force: true });
      await database.drop();
    },
  };
}

const shown = {
  system: 'pass',
  'user.unique_id': 'pass',
  'user.name': { mask: 'initial' },
  'user.contact.address': 'pass',
};

function configurationOf(
  { name, url }: TestDatabase,
  poolMode: string,
  port: number,
  more: Readonly<Record<string, unknown>>,
): object {
  return {
    version: 1,
    listen: { postgres: { host: '127.0.0.1', port } },
    log: { level: 'error' },
    keys: { pseudonym: [{ id: 'k1', secret: Buffer.alloc(32, 7).toString('base64') }] },
    stores: {
      shop: {
        kind: 'postgres',
        url,
        databases: [name],
        unlisted: 'allow',
        pool: { pool_mode: poolMode, default_pool_size: 3 },
      },
    },
    purposes: { offers: { title: 'Offers', basis: 'consent' }, service: { title: 'Service', basis: 'contract' } },
    recipients: { house: { title: 'House', role: 'controller', country: 'DE' } },
    principals: {
      mailer: { recipient: 'house', purposes: ['offers'], auth: { trust: 'loopback' }, may: ['explain', 'temp'] },
      clerk: { recipient: 'house', purposes: ['service'], auth: { trust: 'loopback' }, may: ['explain', 'temp'] },
    },
    consent: {
      source: {
        store: 'shop',
        relation: 'public.consents',
        subject: 'person',
        purpose: 'purpose',
        granted: "state = 'given'",
      },
    },
    data: [
      {
        store: 'shop',
        relation: 'public.people',
        subject: { kind: 'person', column: 'id' },
        columns: {
          id: 'user.unique_id',
          name: 'user.name',
          email: 'user.contact.email',
          ssn: 'user.government_id',
          balance: 'user.financial',
          born: 'user.demographic.date_of_birth',
          city: 'user.contact.address.city',
          note: 'user.content',
          doc: 'user.content',
          'doc.city': 'user.contact.address.city',
          span: 'system.operations',
        },
      },
      {
        store: 'shop',
        relation: 'public.orders',
        subject: { kind: 'person', column: 'person_id' },
        columns: {
          id: 'system.operations',
          person_id: 'user.unique_id',
          total: 'user.payment',
          status: 'system.operations',
        },
      },
    ],
    rules: [
      { name: 'offers', purpose: 'offers', fields: { ...shown, ...more }, write: ['system', 'user.contact.address'] },
      {
        name: 'service',
        purpose: 'service',
        fields: {
          ...shown,
          ...more,
          'user.financial': { mask: { bucket: 50 } },
          'user.demographic': { mask: 'year' },
          'user.payment': 'pass',
        },
        rows: { 'shop:public.people': "city <> 'Hidden'", 'shop:public.orders': "status <> 'hidden'" },
        write: ['system', 'user.unique_id', 'user.contact.address', 'user.payment'],
      },
    ],
  };
}
