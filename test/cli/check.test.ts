import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createShop, type TestShop } from '../compose/shop.js';
import { run } from './run.js';

let shop: TestShop;
beforeAll(async () => {
  shop = await createShop();
});
afterAll(() => shop.drop());
afterEach(() => shop.configure((text) => text));

const check = (...options: string[]) => run(['check', '--config', shop.config, ...options], shop.environment);

test('a good configuration exits with 0, and names who can go around the gateway', async () => {
  const { code, out, err } = await check();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(': warning: stores.shop.url: superusers can read everything in');
  expect(out).toMatch(/\ngood: 0 errors, 1 warning\n$/);
});

test('what is wrong with the configuration itself exits with 1, each with its place', async () => {
  shop.configure((text) =>
    text.replace('user.name: pass', 'user.name: hide').replace('basis: contract', 'basis: whim'),
  );
  const { code, out } = await check();
  expect(code).toBe(1);
  expect(out).toMatch(/damask\.yaml:\d+:\d+: error: purposes\.fulfilment\.basis: must be one of `consent`/);
  expect(out).toMatch(/damask\.yaml:\d+:\d+: error: rules\[0\]\.fields\["user\.name"\]: must be `pass`/);
  expect(out).toMatch(/\nbad: 2 errors, 0 warnings\n$/);
});

test('what is wrong with the store exits with 1', async () => {
  await shop.database.query('ALTER TABLE customers RENAME COLUMN phone TO telephone');
  const { code, out } = await check();
  const offline = await check('--offline');
  await shop.database.query('ALTER TABLE customers RENAME COLUMN telephone TO phone');
  expect(code).toBe(1);
  expect(out).toContain(': error: data[0].columns.phone: `public.customers` has no column `phone`');
  expect(out).toContain(': warning: data[0].columns: `telephone` is not classified, so withheld from everybody');
  expect(offline).toEqual({ code: 0, out: 'good: 0 errors, 0 warnings\n', err: '' });
});

test('--json gives the same to programs', async () => {
  shop.configure((text) => text.replace('name: user.name', 'nmae: user.name'));
  const { code, out } = await check('--json');
  expect(code).toBe(1);
  const { good, findings } = JSON.parse(out);
  expect(good).toBe(false);
  expect(findings).toContainEqual({
    severity: 'error',
    file: shop.config,
    line: expect.any(Number),
    column: 13,
    key: 'data[0].columns.nmae',
    message: '`public.customers` has no column `nmae`',
  });
});

test('a configuration that is not there is bad', async () => {
  const { code, out } = await run(['check', '--config', '/nowhere/damask.yaml']);
  expect(code).toBe(1);
  expect(out).toContain('/nowhere/damask.yaml:1:1: error: the configuration does not exist');
});
