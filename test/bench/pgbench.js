// @ts-check
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuTimeMicroseconds } from './cpu-time.js';
import { run } from './servers/process.js';

/**
 * @typedef {object} Measure
 * @property {number} tps transactions a second, connecting left out
 * @property {number} p50 milliseconds
 * @property {number} p99 milliseconds
 * @property {number} cpu microseconds of the proxy's CPU a transaction; 0 without a proxy
 */

/**
 * What pgbench is asked to do. `connect`: one statement a connection.
 * @typedef {'select' | 'tpcb' | 'connect'} Work
 */

/**
 * pgbench for a while; latencies come from its log of every transaction.
 * @param {import('./ways.js').Way} way
 * @param {{ work: Work, mode: string, clients: number, seconds: number, scale: number, program: string }} options
 * @returns {Promise<Measure>}
 */
export async function pgbench(way, { work, mode, clients, seconds, scale, program }) {
  const directory = await mkdtemp(join(tmpdir(), 'damask-pgbench-'));
  try {
    const rewritten =
      work === 'tpcb' ? undefined : way.rewrite?.('SELECT abalance FROM pgbench_accounts WHERE aid = 777777');
    const script = join(directory, 'script.sql');
    if (rewritten !== undefined) {
      // What `-S` runs, with the guarded statement.
      const statement = rewritten.replace('777777', ':aid');
      await writeFile(script, `\\set aid random(1, 100000 * :scale)\n${statement};\n`);
    }
    const builtIn = work === 'tpcb' ? 'tpcb-like' : 'select-only';
    const what = rewritten === undefined ? ['-b', builtIn] : ['-f', script, '-s', String(scale)];
    if (work === 'connect') what.push('-C');
    const before = cpuTimeMicroseconds(way.pid);
    const { stdout } = await run(
      program,
      [
        '-n',
        ...what,
        '-M',
        mode,
        '-c',
        String(clients),
        '-j',
        '1',
        '-T',
        String(seconds),
        '-l',
        '--log-prefix=log',
        'bench',
      ],
      {
        cwd: directory,
        env: { ...process.env, PGHOST: way.host, PGPORT: String(way.port), PGUSER: way.user, PGSSLMODE: 'disable' },
        timeoutMs: (seconds + 60) * 1000,
      },
    );
    const cpu = cpuTimeMicroseconds(way.pid) - before;
    const tps = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
    const count = Number(/^number of transactions actually processed: (\d+)/m.exec(stdout)?.[1]);
    const failed = Number(/^number of failed transactions: (\d+)/m.exec(stdout)?.[1] ?? 0);
    if (!(tps > 0) || failed > 0) throw new Error(`pgbench through ${way.name}: ${stdout}`);
    /** @type {number[]} */
    const latencies = [];
    for (const file of await readdir(directory)) {
      if (!file.startsWith('log.')) continue;
      // client, transaction, microseconds, script, seconds, microseconds: PostgreSQL's manual, pgbench, per-transaction logging
      for (const line of (await readFile(join(directory, file), 'latin1')).split('\n')) {
        if (line !== '') latencies.push(Number(line.split(' ', 3)[2]));
      }
    }
    latencies.sort((a, b) => a - b);
    const at = (/** @type {number} */ part) => (latencies[Math.floor(latencies.length * part)] ?? Number.NaN) / 1000;
    return { tps, p50: at(0.5), p99: at(0.99), cpu: cpu / count };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
