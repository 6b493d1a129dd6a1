import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ask } from '../../../src/cli/demo/ask.js';
import { Progress } from '../../../src/cli/demo/progress.js';
import { startShopStore } from '../../../src/cli/demo/shop-store.js';

const folder = mkdtempSync(join(tmpdir(), 'damask-store-test-'));
chmodSync(folder, 0o755);
process.env.TMPDIR = folder;
afterAll(() => rmSync(folder, { recursive: true }));

const quiet = new Progress(() => {});

test('the store is filled, and the gateway has a role of its own in it', async () => {
  const store = await startShopStore(quiet, new AbortController().signal);
  try {
    const question = 'SELECT count(*), current_user FROM customers';
    expect((await ask(store.owner, [question]))[0]).toMatchObject({ rows: [['4000', 'postgres']] });
    expect((await ask(store.gateway, [question]))[0]).toMatchObject({ rows: [['4000', 'damask_gateway']] });
  } finally {
    await store.stop();
  }
});

test('when nobody waits for it any more, nothing is left behind', async () => {
  await expect(startShopStore(quiet, AbortSignal.abort())).rejects.toThrow('aborted');
  expect(readdirSync(folder)).toEqual([]);
});
