import { execFile } from 'node:child_process';
import pg from 'pg';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createGateway, type Gateway, type GatewayAddresses, readConfiguration } from '../../src/compose.js';
import { createShop, type TestShop } from './shop.js';

let shop: TestShop;
let gateway: Gateway;
let addresses: GatewayAddresses;
const clients: pg.Client[] = [];

const operators = (text: string): string =>
  text
    .replace('workers: ', 'admin_users: [operator], stats_users: [monitor], workers: ')
    .replace(
      'principals:\n',
      `principals:
  operator: { recipient: house, purposes: [], auth: { password: operator } }
  monitor: { recipient: house, purposes: [], auth: { password: monitor } }
`,
    )
    .replace(
      '    unlisted:',
      '    pool: { pool_mode: transaction, default_pool_size: 4, pipeline_connections: 0 }\n    unlisted:',
    );

beforeAll(async () => {
  shop = await createShop();
  shop.configure(operators);
  gateway = createGateway({ read: () => readConfiguration(shop.config, shop.environment), version: '1.2.3' });
  addresses = await gateway.open();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end().catch(() => {});
});
afterAll(async () => {
  await gateway.close();
  await shop.drop();
});

async function connect(user: string, database = shop.database.name, more: pg.ClientConfig = {}): Promise<pg.Client> {
  const { host, port } = addresses.postgres;
  const client = new pg.Client({ host, port, user, password: user, database, ...more });
  client.on('error', () => {});
  await client.connect();
  clients.push(client);
  return client;
}

const comesTo = (read: () => unknown) => expect.poll(read, { timeout: 30_000, interval: 50 });

/** Rows by simple protocol, and by extended protocol in text and in binary: all the same. */
async function show(client: pg.Client, what: string): Promise<Record<string, unknown>[]> {
  return (await client.query(`SHOW ${what}`)).rows;
}

test('every SHOW answers, and says the same in the simple and the extended protocol', async () => {
  const monitor = await connect('monitor', 'damask');
  const stable = ['VERSION', 'CONFIG', 'DATABASES', 'POOLS', 'USERS', 'LISTS', 'STATE', 'STATS', 'STATS_TOTALS'];
  for (const what of [...stable, 'STATS_AVERAGES', 'TOTALS', 'CLIENTS', 'SERVERS', 'MEM']) {
    const simple = await monitor.query(`SHOW ${what};`);
    const extended = await monitor.query({ text: `show ${what.toLowerCase()}`, values: [] });
    const named = await monitor.query({ name: `prepared_${what}`, text: `SHOW ${what}` });
    expect(simple.fields.length, what).toBeGreaterThan(0);
    const shape = ({ fields }: pg.QueryResult) => fields.map(({ name, dataTypeID }) => [name, dataTypeID]);
    expect(shape(extended), what).toEqual(shape(simple));
    expect(shape(named), what).toEqual(shape(simple));
    if (stable.includes(what)) expect(extended.rows, what).toEqual(simple.rows);
    expect(simple.command).toBe('SHOW');
  }
});

test('binary results say the same as text', async () => {
  const monitor = await connect('monitor', 'damask');
  for (const what of ['DATABASES', 'STATS', 'MEM']) {
    const text = await monitor.query({ text: `SHOW ${what}`, values: [] });
    const binary = await monitor.query({ text: `SHOW ${what}`, values: [], binary: true } as pg.QueryConfig);
    const comparable = (rows: Record<string, unknown>[]) =>
      what === 'MEM' ? rows.map(({ name }) => name) : JSON.parse(JSON.stringify(rows));
    const numbers = (rows: Record<string, unknown>[]) =>
      rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === null ? null : String(value)])),
      );
    expect(comparable(numbers(binary.rows))).toEqual(comparable(numbers(text.rows)));
  }
});

test('the alias `pgbouncer` works, for psql too', async () => {
  const { host, port } = addresses.postgres;
  // Not the synchronous one: the gateway runs in this process.
  const psql = (statement: string): Promise<{ out: string; err: string }> =>
    new Promise((resolve) => {
      const args = ['-h', host, '-p', String(port), '-U', 'monitor', '-d', 'pgbouncer', '-Atc', statement];
      execFile('psql', args, { env: { ...process.env, PGPASSWORD: 'monitor' }, timeout: 20_000 }, (_, out, err) =>
        resolve({ out, err }),
      );
    });
  expect((await psql('SHOW VERSION')).out.trim()).toBe('PgBouncer 1.25.0 (console of Damask 1.2.3)');
  // Netdata takes the first three numbers for PgBouncer's, and turns away old ones.
  const [version] = /\d+\.\d+\.\d+/.exec((await psql('SHOW VERSION')).out) ?? [];
  expect(version).toBe('1.25.0');
  expect((await psql('SHOW HELP')).err).toContain('KILL_CLIENT');
  expect((await psql('SELECT 1')).err).toContain('there is no such command');
});

test('postgres.js works, though it asks for types first', async () => {
  const sql = postgres({ ...addresses.postgres, user: 'monitor', password: 'monitor', database: 'damask', max: 1 });
  expect(await sql.unsafe('SHOW VERSION')).toEqual([{ version: 'PgBouncer 1.25.0 (console of Damask 1.2.3)' }]);
  expect(await sql`SHOW STATE`).toContainEqual({ key: 'active', value: 'yes' });
  await sql.end();
});

test('only those who may are on the console, and to be there is not to be allowed everything', async () => {
  await expect(connect('storefront', 'damask')).rejects.toMatchObject({ code: '28000' });
  await expect(connect('monitor', 'damask', { password: 'wrong' })).rejects.toMatchObject({ code: '28P01' });
  const monitor = await connect('monitor', 'damask');
  const commands = [
    'RELOAD',
    'PAUSE',
    'RESUME',
    'RECONNECT',
    'KILL',
    'WAIT_CLOSE',
    'SHUTDOWN',
    'SET a = 1',
    'KILL_CLIENT 1',
  ];
  for (const command of [...commands, `DISABLE ${shop.database.name}`, `ENABLE ${shop.database.name}`]) {
    await expect(monitor.query(command), command).rejects.toMatchObject({ code: '42501' });
    await expect(monitor.query({ text: command, values: [] }), command).rejects.toMatchObject({ code: '42501' });
  }
  // Nor does a console's user see data.
  await expect(connect('monitor').then((client) => client.query('SELECT * FROM customers'))).rejects.toMatchObject({
    code: expect.stringMatching(/^(42501|28000)$/),
  });
});

test.each([
  'SELECT 1',
  'SHOW',
  'SHOW TABLES',
  'SHOW POOLS shop',
  'SHOW "POOLS"',
  'SHOW POOLS; SHOW POOLS',
  'KILL_CLIENT',
  'KILL_CLIENT 1 2',
  "PAUSE 'a' 'b'",
  'SET a',
  'SHUTDOWN SOON',
  'SHOW POOLS /* x */',
])('%s is refused with words, and the next statement is heard', async (statement) => {
  const operator = await connect('operator', 'damask');
  await expect(operator.query(statement)).rejects.toMatchObject({ code: '42601' });
  await expect(operator.query({ text: statement, values: [] })).rejects.toMatchObject({ code: '42601' });
  expect((await operator.query('SHOW VERSION')).rows).toHaveLength(1);
});

test('clients and servers are shown, and a client can be ended by its id', async () => {
  const operator = await connect('operator', 'damask');
  const storefront = await connect('storefront', undefined, { application_name: 'checkout' });
  await storefront.query('BEGIN');
  await storefront.query('SELECT 1');
  const [client] = (await show(operator, 'CLIENTS')).filter((row) => row.application_name === 'checkout');
  expect(client).toMatchObject({ type: 'C', user: 'storefront', database: shop.database.name, addr: '127.0.0.1' });
  const servers = await show(operator, 'SERVERS');
  expect(servers).toContainEqual(expect.objectContaining({ type: 'S', user: shop.role, link: client?.ptr }));
  const pool = (await show(operator, 'POOLS')).find((row) => row.database === shop.database.name);
  expect(pool).toMatchObject({ user: shop.role, cl_active: 1, sv_active: 1, pool_mode: 'transaction' });

  await expect(operator.query('KILL_CLIENT 999999999')).rejects.toMatchObject({ code: '22023' });
  await expect(operator.query('KILL_CLIENT abc')).rejects.toMatchObject({ code: '22023' });
  const ended = new Promise((resolve) => storefront.once('error', resolve));
  await operator.query(`KILL_CLIENT ${String(client?.id)}`);
  expect(await ended).toMatchObject({ code: '57P01' });
  await comesTo(async () => (await show(operator, 'CLIENTS')).map((row) => row.user)).toEqual(['operator']);
});

test('nothing of a statement or a row is on the console', async () => {
  const operator = await connect('operator', 'damask');
  const storefront = await connect('storefront');
  await storefront.query('BEGIN');
  await storefront.query("SELECT email FROM customers WHERE city = 'Zanzibar-canary'");
  for (const what of ['CLIENTS', 'SERVERS', 'POOLS', 'STATS', 'CONFIG', 'MEM', 'USERS', 'DATABASES']) {
    const text = JSON.stringify(await show(operator, what));
    for (const secret of ['Zanzibar', 'ada@example', 'gateway:', '"gateway"', 'customers']) {
      if (what === 'MEM' && secret === '"gateway"') continue;
      expect(text, what).not.toContain(secret);
    }
  }
  await storefront.query('ROLLBACK');
});

test('PAUSE waits for transactions, holds what comes, and RESUME lets it go on', async () => {
  const operator = await connect('operator', 'damask');
  const [busy, waits] = [await connect('storefront'), await connect('storefront')];
  await busy.query('BEGIN');
  await busy.query('SELECT 1');
  let paused = false;
  const pausing = operator.query(`PAUSE ${shop.database.name}`).then(() => {
    paused = true;
  });
  const other = await connect('operator', 'damask');
  await comesTo(async () => (await show(other, 'DATABASES')).map((row) => row.paused)).toEqual([1]);
  expect(paused).toBe(false);
  await busy.query('COMMIT');
  await pausing;
  expect((await show(other, 'SERVERS')).length).toBe(0);
  let answered = false;
  const answer = waits.query('SELECT 1 AS one').then(({ rows }) => {
    answered = true;
    return rows;
  });
  await comesTo(async () => (await show(other, 'POOLS'))[0]?.cl_waiting).toBe(1);
  expect(answered).toBe(false);
  await operator.query(`RESUME ${shop.database.name}`);
  expect(await answer).toEqual([{ one: 1 }]);
});

test('DISABLE turns new clients away, KILL ends those that are there', async () => {
  const operator = await connect('operator', 'damask');
  const storefront = await connect('storefront');
  await operator.query(`DISABLE "${shop.database.name}"`);
  await expect(connect('storefront')).rejects.toMatchObject({ code: '57P03' });
  expect((await storefront.query('SELECT 1')).rowCount).toBe(1);
  await operator.query(`ENABLE ${shop.database.name}`);
  const ended = new Promise((resolve) => storefront.once('error', resolve));
  await operator.query(`KILL ${shop.database.name}`);
  expect(await ended).toMatchObject({ code: '57P01' });
  await operator.query('RESUME');
  expect((await (await connect('storefront')).query('SELECT 1')).rowCount).toBe(1);
  await expect(operator.query('PAUSE nowhere')).rejects.toMatchObject({ code: '22023' });
});

test('RECONNECT replaces server connections, and WAIT_CLOSE waits until they are', async () => {
  const operator = await connect('operator', 'damask');
  const storefront = await connect('storefront');
  const pid = async () => (await storefront.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
  const before = await pid();
  await operator.query('RECONNECT');
  await operator.query('WAIT_CLOSE');
  expect(await pid()).not.toBe(before);
});

test('RELOAD reads the configuration anew, and says when it can not be used', async () => {
  const operator = await connect('operator', 'damask');
  const storefront = await connect('storefront');
  const email = async () => (await storefront.query('SELECT email FROM customers ORDER BY id')).rows[0].email;
  expect(await email()).toBe('ada@example.com');
  shop.configure((text) => operators(text).replace('user.contact: pass', 'user.contact: hide'));
  await expect(operator.query('RELOAD')).rejects.toMatchObject({ code: '22023' });
  expect(await email()).toBe('ada@example.com');
  shop.configure((text) => operators(text).replace('      user.contact: pass\n', '      user.contact: withhold\n'));
  await operator.query('RELOAD');
  expect(await email()).toBeNull();
  shop.configure(operators);
  await operator.query('RELOAD');
});

test('a reload that takes a role away takes it from those who are on the console', async () => {
  const operator = await connect('operator', 'damask');
  shop.configure((text) =>
    operators(text).replace('admin_users: [operator], stats', 'admin_users: [storefront], stats'),
  );
  // Who only operates must be a user of the console.
  await expect(operator.query('RELOAD')).rejects.toMatchObject({ code: '22023' });
  shop.configure((text) =>
    operators(text).replace('admin_users: [operator], stats_users: [', 'stats_users: [operator, '),
  );
  await operator.query('RELOAD');
  await expect(operator.query('RELOAD')).rejects.toMatchObject({ code: '42501' });
  expect((await operator.query('SHOW VERSION')).rows).toHaveLength(1);
  shop.configure(operators);
  await gateway.reload();
});

test('settings are shown with their defaults, and changed in the configuration alone', async () => {
  const operator = await connect('operator', 'damask');
  const config = await show(operator, 'CONFIG');
  expect(config).toContainEqual({ key: 'default_pool_size', value: '4', default: '20', changeable: 'yes' });
  expect(config).toContainEqual({ key: 'max_client_conn', value: '1000', default: '1000', changeable: 'yes' });
  expect(config).toContainEqual({ key: 'listen_backlog', value: '511', default: '511', changeable: 'no' });
  expect(config).toContainEqual({ key: 'tcp_keepalive', value: '1', default: '1', changeable: 'yes' });
  expect(new Set(config.map(({ key }) => key)).size).toBe(config.length);
  await expect(operator.query("SET max_client_conn = '5'")).rejects.toMatchObject({
    code: '0A000',
    hint: 'change it in the configuration; it comes in force with the next reload',
  });
  await expect(operator.query("SET listen_port = '5'")).rejects.toMatchObject({
    code: '0A000',
    hint: 'change it in the configuration; it comes in force with the next start',
  });
  await expect(operator.query('SET nothing TO 5')).rejects.toMatchObject({ code: '22023' });
  expect((await operator.query("SET client_encoding TO 'UTF8'")).command).toBe('SET');
});

test('statements count', async () => {
  const monitor = await connect('monitor', 'damask');
  const count = async () =>
    Number((await show(monitor, 'STATS_TOTALS')).find((row) => row.database === shop.database.name)?.query_count);
  const before = await count();
  const storefront = await connect('storefront');
  for (let time = 0; time < 5; time += 1) await storefront.query('SELECT 1');
  expect(await count()).toBeGreaterThanOrEqual(before + 5);
  const totals = await show(monitor, 'TOTALS');
  expect(totals.map((row) => row.name)).toContain('total_query_count');
});

test('they are PgBouncer’s counts: transactions, assignments, messages of prepared statements, logins, and times', async () => {
  const monitor = await connect('monitor', 'damask');
  const totals = async () => {
    const row = (await show(monitor, 'STATS_TOTALS')).find((one) => one.database === shop.database.name) ?? {};
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])) as Record<
      string,
      number
    >;
  };
  // After a relation's first use its connection is looked at, and stays meanwhile with who has it: no assignment of its own.
  const first = await connect('storefront');
  await first.query('SELECT count(*) FROM orders');
  await first.end();
  const before = await totals();
  const [one, other] = [await connect('storefront'), await connect('storefront')];
  await one.query('BEGIN');
  await one.query('SELECT count(*) FROM orders');
  await one.query('COMMIT');
  for (const client of [one, other, one, other]) {
    await client.query({ name: 'kept', text: 'SELECT id FROM orders WHERE id = $1', values: [1] });
  }
  const after = await totals();
  const more = Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]));
  expect(more).toMatchObject({
    xact_count: 5,
    query_count: 7,
    server_assignment_count: 5,
    client_parse_count: 2,
    bind_count: 4,
    client_login_count: 2,
  });
  // Each connection that it meets is told it once.
  expect(more.server_parse_count).toBeGreaterThanOrEqual(1);
  expect(more.query_time).toBeGreaterThan(0);
  expect(more.xact_time).toBeGreaterThanOrEqual(more.query_time ?? 0);
});

test('an idle console ends with the gateway, and SHUTDOWN ends it', async () => {
  const own = createGateway({ read: () => readConfiguration(shop.config, shop.environment) });
  const { postgres: address } = await own.open();
  const login = { ...address, user: 'operator', password: 'operator', database: 'damask' };
  const [idle, operator] = [new pg.Client(login), new pg.Client(login)];
  const ended = new Promise((resolve) => idle.once('error', resolve));
  for (const client of [idle, operator]) client.on('error', () => {});
  await idle.connect();
  await operator.connect();
  await operator.query('SHUTDOWN WAIT_FOR_SERVERS');
  expect(await ended).toMatchObject({ code: '57P01' });
  await own.closed;
});
