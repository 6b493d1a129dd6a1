import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ask } from '../../../src/cli/demo/ask.js';
import { startEmbeddedServer } from '../../../src/cli/demo/embedded-server.js';

// A place of its own, so that what other runs leave is not taken for this one's.
const folder = mkdtempSync(join(tmpdir(), 'damask-demo-test-'));
chmodSync(folder, 0o755);
process.env.TMPDIR = folder;
afterAll(() => rmSync(folder, { recursive: true }));

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('damask-postgres-'));

test('a PostgreSQL 18 starts, serves, and leaves nothing behind', async () => {
  const signals =
    process.listenerCount('SIGINT') + process.listenerCount('SIGTERM') + process.listenerCount('beforeExit');
  const server = await startEmbeddedServer();
  expect(leftovers()).toHaveLength(1);
  expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM') + process.listenerCount('beforeExit')).toBe(
    signals,
  );
  const [answer] = await ask({ ...server, database: 'postgres' }, ['SHOW server_version']);
  expect(answer).toMatchObject({ rows: [[expect.stringMatching(/^18/)]] });
  await server.stop();
  await server.stop();
  expect(leftovers()).toEqual([]);
  await expect(ask({ ...server, database: 'postgres' }, ['SELECT 1'])).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
