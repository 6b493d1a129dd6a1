import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createGateway, type Gateway, type GatewayAddresses, readConfiguration } from '../../src/compose.js';
import { createShop, type TestShop } from './shop.js';

let shop: TestShop;
let gateway: Gateway;
let addresses: GatewayAddresses;
const clients: pg.Client[] = [];

/** The reference configuration with these settings of its pool. */
const withPool = (settings: string) => (text: string) =>
  text
    .replace('workers: ', 'admin_users: [operator], workers: ')
    .replace(
      'principals:\n',
      'principals:\n  operator: { recipient: house, purposes: [], auth: { password: operator } }\n',
    )
    .replace('    unlisted:', `    pool: { ${settings} }\n    unlisted:`);

beforeAll(async () => {
  shop = await createShop();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end().catch(() => {});
  await gateway.close();
});
afterAll(() => shop.drop());

async function open(settings: string): Promise<void> {
  shop.configure(withPool(settings));
  gateway = createGateway({ read: () => readConfiguration(shop.config, shop.environment) });
  addresses = await gateway.open();
}

/** Returns what waits for a restart. */
function reload(settings: string): Promise<readonly string[]> {
  shop.configure(withPool(settings));
  return gateway.reload();
}

async function connect(user = 'storefront', database = shop.database.name): Promise<pg.Client> {
  const client = new pg.Client({ ...addresses.postgres, user, password: user, database });
  client.on('error', () => {});
  clients.push(client);
  await client.connect();
  return client;
}

test('a reload brings timeouts into force for clients that are connected', async () => {
  await open('query_timeout: 0');
  const [idle, inTransaction, inLongOne] = [await connect(), await connect(), await connect()];
  const ended = [idle, inTransaction, inLongOne].map(
    (client) =>
      new Promise<string | undefined>((resolve) =>
        client.on('error', (error) => resolve((error as pg.DatabaseError).code)),
      ),
  );
  await inTransaction.query('BEGIN');
  await inLongOne.query('BEGIN');
  const says = setInterval(() => inLongOne.query('SELECT 1').catch(() => {}), 50);
  await delay(1_100);
  expect(await reload('client_idle_timeout: 1, idle_transaction_timeout: 1, transaction_timeout: 5')).toEqual([]);
  expect(await Promise.all(ended.slice(0, 2))).toEqual(['57P05', '25P03']);
  await expect
    .poll(
      () =>
        inLongOne.query('SELECT 1').then(
          () => null,
          (error) => error.code ?? 'gone',
        ),
      { timeout: 15_000 },
    )
    .not.toBeNull();
  clearInterval(says);
});

test('a reload brings a pool’s sizes and waits into force for clients that are connected', async () => {
  await open('default_pool_size: 1, query_wait_timeout: 60s');
  const [holder, waiter] = [await connect(), await connect()];
  await holder.query('BEGIN');
  const waited = waiter.query('SELECT 1 AS one');
  await delay(600);
  expect(await reload('default_pool_size: 2')).toEqual([]);
  // Nobody has logged in since.
  expect((await waited).rows).toEqual([{ one: 1 }]);
  const third = await connect();
  await waiter.query('BEGIN');
  await reload('default_pool_size: 2, query_wait_timeout: 500ms');
  await expect(third.query('SELECT 1')).rejects.toMatchObject({ code: '57014' });
});

test('a reload changes how many clients may come; what is read at the start is named', async () => {
  await open('max_client_conn: 2');
  await connect();
  await connect();
  await expect(connect()).rejects.toMatchObject({ code: '53300' });
  expect(await reload('max_client_conn: 3')).toEqual([]);
  await connect();
  await expect(connect()).rejects.toMatchObject({ code: '53300' });
  shop.configure((text) => withPool('max_client_conn: 3')(text).replace('workers: ', 'listen_backlog: 5, workers: '));
  expect(await gateway.reload()).toEqual(['listen.postgres.listen_backlog']);
});

test('`listen_backlog` is what the system is told', async () => {
  const listen = vi.spyOn(net.Server.prototype, 'listen');
  shop.configure((text) => text.replace('workers: ', 'listen_backlog: 7, workers: '));
  gateway = createGateway({ read: () => readConfiguration(shop.config, shop.environment) });
  await gateway.open();
  expect(listen).toHaveBeenCalledWith(expect.objectContaining({ backlog: 7 }), expect.anything());
  listen.mockRestore();
});

test('when the server or the role there is another one, connections to the former are not used again', async () => {
  await open('default_pool_size: 1');
  const other = `${shop.role}_next`;
  await shop.database.query(`CREATE ROLE ${other} LOGIN PASSWORD 'next' IN ROLE ${shop.role}`);
  const client = await connect();
  const role = async () => (await client.query('SELECT current_user AS name')).rows[0].name;
  expect(await role()).toBe(shop.role);
  const { SHOP_URL: url = '' } = shop.environment;
  shop.configure((text) =>
    withPool('default_pool_size: 1')(text).replace(
      '"${SHOP_URL}"',
      `"${url.replace(`${shop.role}:gateway`, `${other}:next`)}"`,
    ),
  );
  await gateway.reload();
  expect(await role()).toBe(other);
  await shop.database.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${other}'`);
  await shop.database.query(`DROP ROLE ${other}`);
});
