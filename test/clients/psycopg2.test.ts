import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type ShopGateway } from '../fixtures/shop-gateway.js';
import { serverNames, startServer } from './servers.js';

const program = fileURLToPath(new URL('psycopg2_client.py', import.meta.url));
const checks = [...readFileSync(program, 'utf8').matchAll(/^def (test_\w+)/gm)].map(([, name]) => String(name));

/** Debian's Python has Debian's psycopg2; another may come first in the path. */
const python = '/usr/bin/python3';

test('python3-psycopg2 is installed', () => {
  expect(spawnSync(python, ['-c', 'import psycopg2']).status).toBe(0);
  expect(checks.length).toBeGreaterThan(10);
});

describe.each(serverNames)('psycopg2 before %s', (name) => {
  let shop: ShopGateway;
  let stop: () => Promise<void>;
  let results: Record<string, string>;

  beforeAll(async () => {
    const started = await startServer(name);
    stop = started.stop;
    shop = await openShop(started.server);
    const { host, port, database } = shop.through('storefront');
    const { stdout } = await promisify(execFile)(python, [program], {
      timeout: 50_000,
      env: {
        PATH: process.env.PATH,
        LANG: 'C.UTF-8',
        PGHOST: host,
        PGPORT: String(port),
        PGDATABASE: database,
        RETAINED: String(shop.retained.length),
        PASSWORD_storefront: shop.through('storefront').password,
        PASSWORD_mailer: shop.through('mailer').password,
        PASSWORD_analyst: shop.through('analyst/analytics').password,
      },
    });
    results = JSON.parse(stdout);
  });
  afterAll(async () => {
    await shop.close();
    await stop();
  });

  test.each(checks)('%s', (check) => {
    expect(results[check]).toBe('ok');
  });
});
