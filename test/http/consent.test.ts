import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { expectRefused, idsOf } from './cases/case-gateway.js';
import { type HttpGateway, openHttpGateway, requestBytes } from './http-gateway.js';
import { exchangeRaw } from './raw-client.js';
import { reference } from './reference.js';
import { json } from './service.js';

let database: TestDatabase;
let role: string;

beforeAll(async () => {
  database = await createDatabase();
  role = `consent_${randomBytes(4).toString('hex')}`;
  await database.query(`
    CREATE SCHEMA evil;
    CREATE TABLE consents (customer_id bigint, purpose text, state text, expires timestamptz);
    CREATE TABLE evil.consents (customer_id bigint, purpose text, state text, expires timestamptz);
    CREATE TABLE by_text (customer_id text, purpose text, state text, expires timestamptz);
    CREATE TABLE by_uuid (customer_id uuid, purpose text, state text, expires timestamptz);
    CREATE INDEX ON consents (customer_id, purpose);
    CREATE ROLE ${role} LOGIN PASSWORD 'pw';
    GRANT USAGE ON SCHEMA evil TO ${role};
    GRANT SELECT ON ALL TABLES IN SCHEMA public, evil TO ${role};
    ALTER ROLE ${role} SET search_path = evil, public;
    INSERT INTO evil.consents SELECT n, 'offers', 'given' FROM generate_series(0, 100) n;
  `);
});
afterAll(async () => {
  await database?.query(`DROP OWNED BY ${role}; DROP ROLE ${role};`);
  await database?.drop();
});

function configuration(relation: string, maxAge = '10s'): string {
  const shop = `postgres://${role}:pw@${database.host}:${database.port}/${database.name}`;
  return reference({
    purposes: '  offers: { basis: consent }\n  studies: { basis: legitimate_interests }',
    rules: `
  - { name: offer, purpose: offers, fields: { user.unique_id: pass, user.name: pass, system: pass }, write: [user.name] }
  - { name: look, purpose: studies, fields: { user.unique_id: pass, system: pass } }
consent:
  source: { store: shop, relation: public.${relation}, subject: customer_id, purpose: purpose, granted: "state = 'given'", objected: "state = 'refused'", until: expires }
  max_age: ${maxAge}`,
  })
    .replace('purposes: [sale, fulfilment]', 'purposes: [sale, fulfilment, offers, studies]')
    .replace(
      'stores:',
      `stores:\n  shop: { kind: postgres, url: "${shop}", tls: { mode: disable }, unlisted: refuse }`,
    );
}

const path = '/crm/v1/contacts';
const written = (id: unknown) => (typeof id === 'string' && !/^-?\d+$/.test(id) ? JSON.stringify(id) : id);
const list = (ids: readonly unknown[]) =>
  json(`{"items": [${ids.map((id) => `{"id": ${written(id)}, "name": "x"}`).join()}], "total": ${ids.length}}`);
const as = (purpose: string) => ({ path, headers: [`Damask-Purpose: ${purpose}`] });

async function withGateway(
  relation: string,
  work: (gateway: HttpGateway) => Promise<void>,
  maxAge?: string,
): Promise<void> {
  const gateway = await openHttpGateway(configuration(relation, maxAge));
  try {
    await work(gateway);
  } finally {
    await gateway.close();
  }
}

beforeEach(() => database.query('TRUNCATE consents, by_text, by_uuid'));

test('who consented is shown, who objected is not, and who said nothing is as the basis has it', async () => {
  await database.query(`INSERT INTO consents (customer_id, purpose, state) VALUES (1, 'offers', 'given'), (2, 'offers', 'refused'), (4, 'other', 'given'),
    (1, 'studies', 'given'), (2, 'studies', 'refused'), (3, 'studies', 'withdrawn'), (9223372036854775807, 'offers', 'given')`);
  await database.query("INSERT INTO consents VALUES (3, 'offers', 'given', '2020-01-01')");
  await withGateway('consents', async (gateway) => {
    gateway.service.script = () => list([1, 2, 3, 4, 5, '9223372036854775807', '9223372036854775808', 'seven', '']);
    const offers = await gateway.ask('broker', as('offers'));
    expect(offers.body.toString().match(/"id": ("?[^,"]*)/g)).toEqual(['"id": 1', '"id": 9223372036854775807']);
    gateway.service.script = () => list([1, 2, 3, 4, 5]);
    expect(idsOf(await gateway.ask('broker', as('studies')))).toEqual([1, 3, 4, 5]);
    // Consents of tables of the same name in another schema count for nothing, whatever the role's search_path is.
    expect(offers.body.toString()).not.toContain('"id": 5');
  });
});

test('a withdrawal counts from the next request on', async () => {
  await database.query("INSERT INTO consents VALUES (1, 'offers', 'given')");
  await withGateway('consents', async (gateway) => {
    gateway.service.script = () => list([1]);
    expect(idsOf(await gateway.ask('broker', as('offers')))).toEqual([1]);
    await database.query("UPDATE consents SET state = 'withdrawn'");
    expect(idsOf(await gateway.ask('broker', as('offers')))).toEqual([]);
  });
});

test('a withdrawal counts for records of a running stream that have not come yet', async () => {
  await database.query("INSERT INTO consents SELECT n, 'offers', 'given' FROM generate_series(1, 20000) n");
  await database.query('ANALYZE consents');
  await withGateway('consents', async (gateway) => {
    const records = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => `{"id": ${from + index}, "name": "${'n'.repeat(60)}"}`).join();
    gateway.service.script = async (_, socket) => {
      const piece = (text: string) => socket.write(`${text.length.toString(16)}\r\n${text}\r\n`);
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
      piece(`{"items": [${records(1, 8_000)}`);
      // What has come is on its way before the withdrawal.
      await new Promise((resolve) => setTimeout(resolve, 500));
      await database.query("UPDATE consents SET state = 'withdrawn' WHERE customer_id >= 8000");
      piece(`,${records(8_000, 9_000)}]}`);
      return '0\r\n\r\n';
    };
    const ids = idsOf(await gateway.ask('broker', as('offers')));
    expect(ids.length).toBeGreaterThan(7_000);
    expect(Math.max(...ids.map(Number))).toBeLessThan(8_000);
  });
});

test.each([
  ['by_text', ['a"b\\c', 'é,}', '{}', 'NULL', ' x ', "';--"]],
  ['by_uuid', ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A12']],
])('ids are compared as the column has them: %s', async (relation, ids) => {
  for (const id of ids) await database.query(`INSERT INTO ${relation} VALUES ($1, 'offers', 'given')`, [id]);
  await withGateway(relation, async (gateway) => {
    gateway.service.script = () => list([...ids, 'no one', 7]);
    expect(idsOf(await gateway.ask('broker', as('offers')))).toEqual(ids);
  });
});

test('what can not be known now is refused, before anything is sent', async () => {
  await withGateway('consents', async (gateway) => {
    gateway.service.script = () => list([1]);
    await database.query('ALTER TABLE consents RENAME TO gone');
    expectRefused(await gateway.ask('broker', as('offers')), 503, 'consent_unavailable');
    await database.query('ALTER TABLE gone RENAME TO consents');
    expect((await gateway.ask('broker', as('offers'))).status).toBe(200);
  });
  await withGateway(
    'consents',
    async (gateway) => {
      gateway.service.script = () => list([1]);
      await database.query('BEGIN; SELECT 1; COMMIT');
      const lock = database.query('BEGIN; LOCK TABLE consents; SELECT pg_sleep(2); COMMIT;');
      await expect
        .poll(
          async () =>
            (
              await database.query(
                "SELECT count(*)::int AS n FROM pg_locks WHERE relation = 'consents'::regclass AND mode = 'AccessExclusiveLock' AND granted",
              )
            ).rows[0].n,
          { timeout: 10_000 },
        )
        .toBe(1);
      expectRefused(await gateway.ask('broker', as('offers')), 503, 'consent_unavailable');
      await lock;
      await expect.poll(async () => (await gateway.ask('broker', as('offers'))).status, { timeout: 10_000 }).toBe(200);
    },
    '500ms',
  );
});

test('one record is not there without its subject’s consent, whatever way it is asked for, and is not written', async () => {
  await database.query("INSERT INTO consents VALUES (1, 'offers', 'given')");
  await withGateway('consents', async (gateway) => {
    gateway.service.script = (request) => json(`{"id": ${/contacts\/(\d+)/.exec(request)?.[1]}, "name": "x"}`);
    const ask = (method: string, id: number, body?: string) =>
      exchangeRaw(
        gateway.port,
        requestBytes('broker', {
          method,
          path: `${path}/${id}`,
          headers: ['Damask-Purpose: offers', ...(body === undefined ? [] : ['Content-Type: application/json'])],
          ...(body === undefined ? {} : { body }),
        }),
      );
    expect((await ask('GET', 1)).status).toBe(200);
    expect((await ask('GET', 2)).status).toBe(404);
    expect((await ask('HEAD', 2)).status).toBe(404);
    gateway.service.requests.length = 0;
    expect((await ask('PATCH', 2, '{"name": "y"}')).status).toBe(404);
    expect(gateway.service.requests).toEqual([]);
    expect((await ask('PATCH', 1, '{"name": "y"}')).status).toBe(200);
  });
});
