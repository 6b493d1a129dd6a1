import { execFile, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGateway, type Gateway, readConfiguration } from '../../src/compose.js';
import { createShop, type TestShop } from '../compose/shop.js';
import { freePort } from '../fixtures/postgres-server.js';

const here = fileURLToPath(new URL('exporter', import.meta.url));
const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'damask/interop/exporter');

let shop: TestShop;
let gateway: Gateway;
let url: string;
const clients: pg.Client[] = [];

beforeAll(async () => {
  shop = await createShop();
  shop.configure((text) =>
    text
      .replace('workers: ', 'stats_users: [monitor], workers: ')
      .replace(
        'principals:\n',
        'principals:\n  monitor: { recipient: house, purposes: [], auth: { password: monitor } }\n',
      )
      .replace('    unlisted:', '    pool: { default_pool_size: 3, pipeline_connections: 0 }\n    unlisted:'),
  );
  gateway = createGateway({ read: () => readConfiguration(shop.config, shop.environment), version: '1.2.3' });
  const { postgres } = await gateway.open();
  url = `postgres://monitor:monitor@${postgres.host}:${postgres.port}/pgbouncer`;
  const client = new pg.Client({
    ...postgres,
    user: 'storefront',
    password: 'storefront',
    database: shop.database.name,
  });
  clients.push(client);
  await client.connect();
  for (let n = 0; n < 5; n++)
    await client.query({ text: 'SELECT count(*) FROM orders WHERE id > $1', values: [n], name: 'counts' });
});
afterAll(async () => {
  for (const client of clients) await client.end();
  await gateway.close();
  await shop.drop();
});

/** Starts an exporter, and reads its metrics when it has some. */
async function scrape(command: string, args: readonly string[], page: string): Promise<string> {
  const exporter = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [exporter.stdout, exporter.stderr]) stream.on('data', (text) => (said += text));
  try {
    let metrics = '';
    await expect
      .poll(
        async () => {
          metrics = await fetch(page).then(
            (response) => response.text(),
            () => '',
          );
          return metrics;
        },
        { timeout: 60_000, interval: 200 },
      )
      .toContain('pgbouncer_up');
    expect(said).not.toMatch(/error|unable|could not/i);
    return metrics;
  } finally {
    exporter.kill();
  }
}

/** The value of a metric of the shop's database, or of none. */
function shown(metrics: string, name: string): number | undefined {
  const line = metrics
    .split('\n')
    .find(
      (one) =>
        new RegExp(`^${name}(\\{[^}]*\\})? `).test(one) &&
        (!one.includes('database=') || one.includes(shop.database.name)),
    );
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
}

test('prometheus-pgbouncer-exporter (Python) finds all that it looks for', async () => {
  await mkdir(folder, { recursive: true });
  const run = promisify(execFile);
  await run('python3', ['-m', 'venv', 'venv'], { cwd: folder });
  const pip = (...args: string[]) => run('venv/bin/pip', ['install', '--quiet', ...args], { cwd: folder });
  // It asks for a psycopg2 that has to be compiled: any does.
  await pip('-r', join(here, 'libraries.txt'));
  await pip('--no-deps', '-r', join(here, 'requirements.txt'));
  const port = await freePort();
  const config = join(folder, 'config.yml');
  await writeFile(config, `exporter_port: ${port}\npgbouncers: [{ dsn: "${url}", connect_timeout: 5 }]\n`);
  const metrics = await scrape(
    join(folder, 'venv/bin/pgbouncer-exporter'),
    ['--config', config],
    `http://127.0.0.1:${port}/metrics`,
  );
  expect(shown(metrics, 'pgbouncer_up')).toBe(1);
  expect(shown(metrics, 'pgbouncer_databases_database_pool_size')).toBe(3);
  expect(shown(metrics, 'pgbouncer_config_max_client_conn')).toBe(1000);
  expect(shown(metrics, 'pgbouncer_config_max_user_connections')).toBe(0);
  expect(shown(metrics, 'pgbouncer_pools_client_active_connections')).toBe(1);
  expect(shown(metrics, 'pgbouncer_stats_queries_total')).toBeGreaterThanOrEqual(5);
  expect(shown(metrics, 'pgbouncer_stats_transactions_total')).toBeGreaterThanOrEqual(5);
  expect(shown(metrics, 'pgbouncer_stats_queries_duration_microseconds_total')).toBeGreaterThan(100);
  expect(shown(metrics, 'pgbouncer_stats_transactions_duration_microseconds_total')).toBeGreaterThan(100);
});
