import { afterAll, beforeAll, expect, test } from 'vitest';
import { shareOf, withPoolShares, workersMax } from '../../../src/compose/workers/pool-share.js';
import { workerCount } from '../../../src/compose/workers/worker-count.js';
import { readConfiguration } from '../../../src/compose.js';
import type { Settings } from '../../../src/settings/index.js';
import { createShop, type TestShop } from '../shop.js';

let shop: TestShop;
beforeAll(async () => {
  shop = await createShop();
});
afterAll(() => shop.drop());

async function settingsWith(pool: string, workers: string): Promise<Settings> {
  shop.configure((text) => text.replace('    unlisted:', `    pool: { ${pool} }\n    unlisted:`));
  const environment = { ...shop.environment, DAMASK_WORKERS: workers };
  return (await readConfiguration(shop.config, environment)).settings;
}

const poolOf = (settings: Settings) => {
  const store = settings.stores.get('shop');
  if (store?.kind !== 'postgres') throw new Error('no such store');
  return store.pool;
};

test.each([
  [20, 1],
  [20, 2],
  [20, 3],
  [7, 4],
  [3, 4],
  [0, 2],
])('%i in %i parts add up, and no part is more than one bigger than another', (total, workers) => {
  const parts = Array.from({ length: workers }, (_, slot) => shareOf(total, workers, slot));
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
  expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
});

test('workers share each pool; what holds for one connection is the same for all', async () => {
  const settings = await settingsWith('default_pool_size: 5, min_pool_size: 3, reserve_pool_size: 1', '2');
  const pools = [0, 1].map((slot) => poolOf(withPoolShares(settings, 2, slot)));
  expect(pools.map(({ poolSize, poolSizeMin, reservePoolSize }) => [poolSize, poolSizeMin, reservePoolSize])).toEqual([
    [3, 2, 1],
    [2, 1, 0],
  ]);
  for (const pool of pools) expect(pool).toMatchObject({ serverConnectTimeoutMs: 15_000, clientConnectionsMax: 1000 });
  expect(poolOf(settings).poolSize).toBe(5);
});

test('`auto` is as many as there are cores, but no more than there are server connections', async () => {
  const settings = await settingsWith('default_pool_size: 3', 'auto');
  expect(workersMax(settings)).toBe(3);
  expect(workerCount(settings, () => 2)).toBe(2);
  expect(workerCount(settings, () => 64)).toBe(3);
});

test('a number is taken as it is, and refused when a worker would have no server connection', async () => {
  expect(workerCount(await settingsWith('default_pool_size: 3', '3'), () => 1)).toBe(3);
  await expect(settingsWith('default_pool_size: 3', '4')).rejects.toThrow('is more than `default_pool_size`');
});
