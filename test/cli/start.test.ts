import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createShop, type TestShop } from '../compose/shop.js';
import { freePort } from '../fixtures/postgres-server.js';
import { type Running, run, start } from './run.js';

let shop: TestShop;
let running: Running | null = null;
beforeAll(async () => {
  shop = await createShop();
});
afterEach(async () => {
  running?.signal('SIGQUIT');
  await running?.done;
  running = null;
  shop.configure((text) => text);
});
afterAll(() => shop.drop());

/** Starts a gateway and waits until it is ready. Gives its port. */
async function serve(
  options: readonly string[] = ['--no-watch'],
): Promise<{ running: Running; port: number; adminPort: number }> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const environment = { ...shop.environment, DAMASK_PORT: String(port), DAMASK_ADMIN_PORT: String(adminPort) };
  running = start(['start', '--config', shop.config, ...options], environment);
  await until(async () => (await fetch(`http://127.0.0.1:${adminPort}/readyz`)).status === 200);
  return { running, port, adminPort };
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await Promise.resolve(holds()).catch(() => false))) {
    if (performance.now() > deadline) throw new Error('it never came to hold');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function connect(port: number, password = 'storefront'): Promise<pg.Client> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'storefront', password, database: shop.database.name });
  client.on('error', () => {});
  await client.connect();
  return client;
}

test('it serves until it is asked to stop, and then exits with 0', async () => {
  const gateway = await serve();
  const client = await connect(gateway.port);
  expect((await client.query('SELECT count(*)::int AS n FROM customers')).rows).toEqual([{ n: 3 }]);
  gateway.running.signal('SIGTERM');
  expect(await gateway.running.done).toMatchObject({ code: 0, out: '' });
  await client.end().catch(() => {});
});

test('a second signal does not wait for a transaction', async () => {
  const gateway = await serve();
  const client = await connect(gateway.port);
  await client.query('BEGIN');
  gateway.running.signal('SIGINT');
  gateway.running.signal('SIGINT');
  expect((await gateway.running.done).code).toBe(0);
  await client.end().catch(() => {});
});

test('SIGHUP puts a changed configuration in force', async () => {
  const gateway = await serve();
  const client = await connect(gateway.port);
  const email = async () => (await client.query('SELECT email FROM customers ORDER BY id LIMIT 1')).rows[0].email;
  expect(await email()).toBe('ada@example.com');
  shop.configure((text) => text.replace('      user.contact: pass\n', '      user.contact: withhold\n'));
  gateway.running.signal('SIGHUP');
  await until(async () => (await email()) === null);
  await client.end();
});

test('SIGHUP with a configuration that has a fault changes nothing, and says the fault', async () => {
  const gateway = await serve();
  shop.configure((text) => text.replace('user.contact: pass', 'user.contact: hide'));
  gateway.running.signal('SIGHUP');
  await until(() => gateway.running.err().includes('the configuration can not be used: 1 fault'));
  expect(gateway.running.err()).toMatch(/damask\.yaml:\d+:\d+: rules\[0\]\.fields\["user\.contact"\]: must be `pass`/);
  const client = await connect(gateway.port);
  expect((await client.query('SELECT email FROM customers ORDER BY id LIMIT 1')).rows[0].email).toBe('ada@example.com');
  await client.end();
});

test('a change of the configuration file comes in force by itself; one with a fault changes nothing, and is said', async () => {
  const gateway = await serve([]);
  const client = await connect(gateway.port);
  const email = async () => (await client.query('SELECT email FROM customers ORDER BY id LIMIT 1')).rows[0].email;
  const ready = async () =>
    (await (await fetch(`http://127.0.0.1:${gateway.adminPort}/readyz`)).json()) as {
      status: string;
      warnings?: string[];
    };
  shop.configure((text) => text.replace('user.contact: pass', 'user.contact: hide'));
  await until(() => gateway.running.err().includes('the configuration can not be used: 1 fault'));
  expect(await email()).toBe('ada@example.com');
  expect(await ready()).toEqual({ status: 'ready', warnings: ['configuration_refused'] });
  const metrics = async () => (await fetch(`http://127.0.0.1:${gateway.adminPort}/metrics`)).text();
  expect(await metrics()).toMatch(/^damask_configuration_current 0$/m);

  shop.configure((text) => text.replace('      user.contact: pass\n', '      user.contact: withhold\n'));
  await until(async () => (await email()) === null);
  await until(async () => (await ready()).warnings === undefined);
  const text = await metrics();
  expect(text).toMatch(/^damask_configuration_current 1$/m);
  expect(text).toContain('damask_reloads_total{result="refused"} 1');
  expect(text).toContain('damask_reloads_total{result="loaded"} 1');
  await client.end();
});

test('nothing starts on a configuration with a fault: all are said, exit 1', async () => {
  shop.configure((text) =>
    text.replace('user.name: pass', 'user.name: hide').replace('basis: contract', 'basis: whim'),
  );
  const { code, out, err } = await run(['start', '--config', shop.config], shop.environment);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('purposes.fulfilment.basis: must be one of');
  expect(err).toContain('rules[0].fields["user.name"]: must be');
  expect(err).toContain('damask: the configuration can not be used: 2 faults');
});

test('a missing variable is named, and no value is shown', async () => {
  const { STOREFRONT_PASSWORD: _, ...environment } = shop.environment as Record<string, string>;
  const { code, err } = await run(['start', '--config', shop.config], environment);
  expect(code).toBe(1);
  expect(err).toContain('the environment variable `STOREFRONT_PASSWORD` is not set');
});

test('an address that is taken exits with 1 and says so', async () => {
  const { port } = await serve();
  const environment = { ...shop.environment, DAMASK_PORT: String(port), DAMASK_ADMIN_PORT: '0' };
  const { code, err } = await run(['start', '--config', shop.config], environment);
  expect(code).toBe(1);
  expect(err).toContain(`listen 127.0.0.1:${port}: the address is in use`);
});

test('warnings are said at the start', async () => {
  shop.configure((text) =>
    text.replace(
      'auth: { password: "${STOREFRONT_PASSWORD}", api_key: "sha256:${STOREFRONT_KEY_SHA256}" }',
      'auth: { trust: loopback }',
    ),
  );
  const gateway = await serve();
  expect(gateway.running.err()).toMatch(
    /principals\.storefront\.auth\.trust: anybody on this machine can be `storefront`.*\(warning\)/,
  );
  await (await connect(gateway.port, 'whatever')).end();
});
