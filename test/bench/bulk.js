// @ts-check
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpuTimeMicroseconds } from './cpu-time.js';
import { run } from './servers/process.js';

const reader = join(dirname(fileURLToPath(import.meta.url)), 'bulk-read.js');

export const bulkReads = [
  { name: 'SELECT', statement: 'SELECT * FROM pgbench_accounts' },
  { name: 'COPY', statement: 'COPY pgbench_accounts TO STDOUT' },
];

/**
 * Reads the answer of `statement` in a process of its own.
 * @param {import('./ways.js').Way} way
 * @param {string} statement
 * @returns {Promise<{ rows: number, bytes: number, milliseconds: number, cpu: number }>} `cpu`: milliseconds of the proxy's
 */
export async function readThrough(way, statement) {
  const before = cpuTimeMicroseconds(way.pid);
  const { stdout } = await run(
    process.execPath,
    [reader, way.host, String(way.port), way.user, 'bench', way.rewrite?.(statement) ?? statement],
    {
      timeoutMs: 120_000,
    },
  );
  return { ...JSON.parse(stdout), cpu: (cpuTimeMicroseconds(way.pid) - before) / 1000 };
}
