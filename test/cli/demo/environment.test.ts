import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoEnvironment } from '../../../src/cli/demo/environment.js';
import { textOf } from '../../deploy/files.js';

const store = { host: '127.0.0.1', port: 5999, user: 'damask_gateway', password: 'pw', database: 'shop' };
let taken: Server;
let port: number;

beforeAll(async () => {
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  port = (taken.address() as { port: number }).port;
});
afterAll(() => new Promise((resolve) => taken.close(resolve)));

test('it has each variable that the reference configuration takes', async () => {
  const environment = await demoEnvironment(store, 'http://127.0.0.1:4000', {});
  const wanted = [...textOf('config/damask.yaml').matchAll(/\$\{([A-Z0-9_]+)/g)].map(([, name]) => name ?? '');
  expect(Object.keys(environment).sort()).toEqual([...new Set(wanted)].sort());
  expect(environment.SHOP_URL).toBe('postgres://damask_gateway:pw@127.0.0.1:5999/shop');
});

test('secrets are new each time', async () => {
  const [one, two] = [
    await demoEnvironment(store, 'http://127.0.0.1:4000', {}),
    await demoEnvironment(store, 'http://127.0.0.1:4000', {}),
  ];
  for (const name of ['DAMASK_PSEUDONYM_KEY', 'STOREFRONT_PASSWORD', 'MAILER_PASSWORD', 'ANALYST_PASSWORD']) {
    expect(one[name]).not.toBe(two[name]);
  }
  expect(Buffer.from(one.DAMASK_PSEUDONYM_KEY ?? '', 'base64')).toHaveLength(32);
});

test('a port that is taken gives way to the next, and the two are never the same', async () => {
  const environment = await demoEnvironment(store, 'http://127.0.0.1:4000', {
    DAMASK_PORT: String(port),
    DAMASK_ADMIN_PORT: String(port),
  });
  expect(Number(environment.DAMASK_PORT)).toBeGreaterThan(port);
  expect(Number(environment.DAMASK_ADMIN_PORT)).toBeGreaterThan(port);
  expect(environment.DAMASK_ADMIN_PORT).not.toBe(environment.DAMASK_PORT);
});
