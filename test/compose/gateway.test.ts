import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createGateway, type Gateway, type GatewayAddresses, readConfiguration } from '../../src/compose.js';
import { SettingsError } from '../../src/settings/index.js';
import { createShop, type TestShop } from './shop.js';

let shop: TestShop;
let gateway: Gateway;
let addresses: GatewayAddresses;
const clients: pg.Client[] = [];

beforeAll(async () => {
  shop = await createShop();
});
afterAll(() => shop.drop());

beforeEach(async () => {
  shop.configure((text) => text);
  gateway = createGateway({ read: () => readConfiguration(shop.config, shop.environment) });
  addresses = await gateway.open();
});

afterEach(async () => {
  for (const client of clients.splice(0)) await client.end().catch(() => {});
  await gateway.close();
});

async function connect(user: string, password = user.split('/')[0]): Promise<pg.Client> {
  const { host, port } = addresses.postgres;
  const client = new pg.Client({ host, port, user, password, database: shop.database.name });
  client.on('error', () => {});
  await client.connect();
  clients.push(client);
  return client;
}

const emails = 'SELECT id, name, email, ssn FROM customers ORDER BY email';

async function admin(path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${addresses.admin?.port}${path}`);
  return { status: response.status, text: await response.text() };
}

test('each purpose sees its own view of the same statement', async () => {
  const storefront = await (await connect('storefront')).query(emails);
  expect(storefront.rows[0]).toEqual({ id: '1', name: 'Ada Lovelace', email: 'ada@example.com', ssn: '*******1120' });
  expect(storefront.rowCount).toBe(3);

  // Blaise lives in Paris, Carl has withdrawn.
  const mailer = await (await connect('mailer')).query(emails);
  expect(mailer.rows).toEqual([{ id: expect.any(String), name: 'A.', email: 'ada@example.com', ssn: null }]);

  // Carl has objected.
  const analyst = await (await connect('analyst/analytics')).query(
    'SELECT city, dob::text, name FROM customers ORDER BY 1',
  );
  expect(analyst.rows).toEqual([
    { city: 'London', dob: '1985-01-01', name: null },
    { city: 'Paris', dob: '1973-01-01', name: null },
  ]);
});

test('a withdrawal counts from the next statement on', async () => {
  const mailer = await connect('mailer');
  expect((await mailer.query(emails)).rowCount).toBe(1);
  await shop.database.query("UPDATE consents SET state = 'withdrawn' WHERE customer_id = 1");
  expect((await mailer.query(emails)).rowCount).toBe(0);
  await shop.database.query("UPDATE consents SET state = 'given' WHERE customer_id = 1");
});

test.each([
  ['storefront', 'wrong', '28P01'],
  ['nobody', 'nobody', '28P01'],
  ['storefront/marketing', 'storefront', '28000'],
])('%s with the password %s is turned away', async (user, password, code) => {
  await expect(connect(user, password)).rejects.toMatchObject({ code });
});

test('a database that the configuration does not name does not exist', async () => {
  const { host, port } = addresses.postgres;
  const client = new pg.Client({ host, port, user: 'storefront', password: 'storefront', database: 'postgres' });
  await expect(client.connect()).rejects.toMatchObject({ code: '3D000' });
});

test('operators see health, readiness and metrics', async () => {
  await (await connect('storefront')).query(emails);
  expect((await admin('/healthz')).status).toBe(200);
  expect((await admin('/readyz')).status).toBe(200);
  const { text } = await admin('/metrics');
  expect(text).toContain('damask_statements_total{store="shop",purpose="fulfilment",verdict="guarded"} 1');
  expect(text).toContain('damask_connections 1');
});

test('a reload changes what the next statement of a running session sees', async () => {
  const storefront = await connect('storefront');
  expect((await storefront.query(emails)).rows[0].email).toBe('ada@example.com');
  shop.configure((text) => text.replace('      user.contact: pass\n', '      user.contact: withhold\n'));
  expect(await gateway.reload()).toEqual([]);
  expect((await storefront.query(emails)).rows[0].email).toBeNull();
});

test('a statement under way when a reload comes ends under the former policy', async () => {
  const storefront = await connect('storefront');
  const locker = new pg.Client({ connectionString: shop.database.url });
  await locker.connect();
  clients.push(locker);
  await locker.query('BEGIN; LOCK TABLE customers IN ACCESS EXCLUSIVE MODE');
  const underWay = storefront.query(emails);
  await expect
    .poll(() => locker.query('SELECT FROM pg_locks WHERE NOT granted').then(({ rowCount }) => rowCount), {
      timeout: 20_000,
    })
    .toBeGreaterThan(0);
  shop.configure((text) => text.replace('      user.contact: pass\n', '      user.contact: withhold\n'));
  await gateway.reload();
  await locker.query('COMMIT');
  expect((await underWay).rows[0].email).toBe('ada@example.com');
  expect((await storefront.query(emails)).rows[0].email).toBeNull();
});

test('a reload with a fault changes nothing', async () => {
  const storefront = await connect('storefront');
  shop.configure((text) => text.replace('user.contact: pass', 'user.contact: hide'));
  await expect(gateway.reload()).rejects.toBeInstanceOf(SettingsError);
  expect((await storefront.query(emails)).rows[0].email).toBe('ada@example.com');
});

test('a reload changes who may log in, and names what waits for a restart', async () => {
  shop.configure((text) =>
    text
      .replace('auth: { password: "${MAILER_PASSWORD}"', 'auth: { password: changed')
      .replace('host: 127.0.0.1, port: "${DAMASK_ADMIN_PORT:-9090}"', 'host: 127.0.0.1, port: 9099'),
  );
  expect(await gateway.reload()).toEqual(['listen.admin']);
  await expect(connect('mailer', 'mailer')).rejects.toMatchObject({ code: '28P01' });
  await connect('mailer', 'changed');
});

test('a graceful close lets a transaction end, and takes nobody new', async () => {
  const storefront = await connect('storefront');
  await storefront.query('BEGIN');
  const closed = gateway.close({ graceful: true });
  await expect(connect('mailer')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect((await storefront.query(emails)).rowCount).toBe(3);
  await storefront.query('COMMIT').catch(() => {});
  await closed;
  await expect(storefront.query('SELECT 1')).rejects.toThrow();
});

test('a second close does not wait for transactions', async () => {
  const storefront = await connect('storefront');
  await storefront.query('BEGIN');
  const kind = gateway.close({ graceful: true });
  const started = performance.now();
  await gateway.close();
  await kind;
  expect(performance.now() - started).toBeLessThan(5_000);
});

test('a store that does not answer stops nothing, and readiness says so', async () => {
  const away = { ...shop.environment, SHOP_URL: `postgres://nobody:x@127.0.0.1:1/${shop.database.name}` };
  const lonely = createGateway({ read: () => readConfiguration(shop.config, away) });
  const { postgres, admin: operators } = await lonely.open();
  try {
    const response = await fetch(`http://127.0.0.1:${operators?.port}/readyz`);
    expect(response.status).toBe(503);
    // How long until the store is asked again: the backoff, in seconds.
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await response.text()).toContain('upstream_unreachable');
    const client = new pg.Client({
      ...postgres,
      user: 'storefront',
      password: 'storefront',
      database: shop.database.name,
    });
    await expect(client.connect()).rejects.toMatchObject({ code: expect.stringMatching(/^08/) });
  } finally {
    await lonely.close();
  }
});

test('an address that is taken is a fault, and nothing is left running', async () => {
  const taken = { ...shop.environment, DAMASK_PORT: String(addresses.postgres.port) };
  const second = createGateway({ read: () => readConfiguration(shop.config, taken) });
  await expect(second.open()).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
