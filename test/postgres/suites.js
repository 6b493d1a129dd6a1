// @ts-check
// Runs PostgreSQL's own suites against a fresh PostgreSQL 15, directly and through proxies, and tells where they differ.

import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startDamask } from '../bench/servers/damask.js';
import { startPgBouncer } from '../bench/servers/pgbouncer.js';
import { startPostgres, userIds } from '../bench/servers/postgres.js';
import { isRoot, run, unprivileged } from '../bench/servers/process.js';

const { values: options } = parseArgs({
  options: {
    build: { type: 'string' },
    through: { type: 'string', default: 'direct,damask' },
    only: { type: 'string', default: 'regress,isolation,pipeline' },
    out: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (options.help || options.build === undefined) {
  console.log(
    `usage: test/postgres/run.sh [--through direct,pgbouncer,damask] [--only regress,isolation,pipeline] [--out DIRECTORY]`,
  );
  process.exit(options.help ? 0 : 2);
}
const build = options.build;

/** @typedef {{ name: string, outcome: 'ok' | 'failed' }} Test */
/** @typedef {{ suite: string, through: string, seconds: number, tests: Test[], diff: string }} Result */
/** @typedef {{ host: string, port: number }} Address */

/** @type {Record<string, (address: Address, out: string) => Promise<{ tests: Test[], diff: string }>>} */
const suites = {
  regress: (address, out) =>
    pgRegress(address, out, join(build, 'build/src/test/regress/pg_regress'), [
      `--inputdir=${build}/source/src/test/regress`,
      `--dlpath=${build}/build/src/test/regress`,
      '--max-concurrent-tests=20',
      `--schedule=${build}/source/src/test/regress/parallel_schedule`,
    ]),
  isolation: (address, out) =>
    pgRegress(address, out, join(build, 'build/src/test/isolation/pg_isolation_regress'), [
      `--inputdir=${build}/source/src/test/isolation`,
      `--dlpath=${build}/build/src/test/isolation`,
      `--schedule=${build}/source/src/test/isolation/isolation_schedule`,
    ]),
  pipeline,
};

/**
 * @param {Address} address
 * @param {string} out
 * @param {string} program
 * @param {string[]} args
 */
async function pgRegress({ host, port }, out, program, args) {
  const all = [
    ...args,
    `--outputdir=${out}`,
    `--bindir=${build}/install/bin`,
    `--host=${host}`,
    `--port=${port}`,
    '--user=postgres',
  ];
  const { stdout } = await run(...unprivileged(program, all), { cwd: out, timeoutMs: 3_600_000 }).catch(
    async (error) => {
      // It ends with an error when a test fails, and with another one when it can't run at all.
      const report = join(out, 'regression.out');
      if (!existsSync(report)) throw error;
      return { stdout: await readFile(report, 'utf8') };
    },
  );
  const tests = [...stdout.matchAll(/^(?:test )?\s*(\S+)\s+\.\.\. (ok|FAILED|failed)\b/gm)].map(
    ([, name, outcome]) => ({
      name: String(name),
      outcome: outcome === 'ok' ? /** @type {const} */ ('ok') : /** @type {const} */ ('failed'),
    }),
  );
  const diffFile = join(out, 'regression.diffs');
  return { tests, diff: existsSync(diffFile) ? await readFile(diffFile, 'utf8') : '' };
}

/**
 * @param {Address} address
 * @param {string} out
 */
async function pipeline({ host, port }, out) {
  const program = join(build, 'build/src/test/modules/libpq_pipeline/libpq_pipeline');
  const expected = join(build, 'source/src/test/modules/libpq_pipeline/traces');
  const traced = new Set((await readdir(expected)).map((file) => file.replace(/\.trace$/, '')));
  const env = { ...process.env, LD_LIBRARY_PATH: join(build, 'install/lib') };
  const { stdout } = await run(program, ['tests'], { env });
  /** @type {Test[]} */
  const tests = [];
  let diff = '';
  for (const name of stdout.trim().split(/\s+/)) {
    const trace = join(out, `${name}.trace`);
    const flags = ['-r', '700', ...(traced.has(name) ? ['-t', trace] : [])];
    try {
      await run(program, [...flags, name, `host=${host} port=${port} user=postgres dbname=postgres`], {
        env,
        timeoutMs: 60_000,
      });
      if (traced.has(name)) await run('diff', ['-u', join(expected, `${name}.trace`), trace]);
      tests.push({ name, outcome: 'ok' });
    } catch (error) {
      diff += `${name}: ${/** @type {Error} */ (error).message}\n`;
      tests.push({ name, outcome: 'failed' });
    }
  }
  return { tests, diff };
}

/** @type {Record<string, (server: import('../bench/servers/postgres.js').PostgresServer) => Promise<Address & { stop(): Promise<void> }>>} */
const ways = {
  direct: async ({ host, port }) => ({ host, port, stop: async () => {} }),
  pgbouncer: (server) => startPgBouncer({ server, poolMode: 'session', ignoreStartupParameters: 'options' }),
  damask: (server) =>
    startDamask(
      JSON.stringify({
        version: 1,
        listen: { postgres: { host: '127.0.0.1', port: '@postgres@' }, admin: { host: '127.0.0.1', port: '@admin@' } },
        stores: {
          suites: {
            kind: 'postgres',
            url: `postgres://postgres@${server.host}:${server.port}/postgres`,
            databases: ['postgres', 'regression', 'isolation_regression'],
            unlisted: 'allow',
            pool: { pool_mode: 'session', default_pool_size: 60, max_client_conn: 200 },
          },
        },
        purposes: { tests: { title: "PostgreSQL's own tests", basis: 'contract' } },
        recipients: { house: { title: 'House', role: 'controller', country: 'DE' } },
        principals: { postgres: { recipient: 'house', purposes: ['tests'], auth: { trust: 'loopback' } } },
      }),
    ),
};

const out = options.out ?? (await mkdtemp(join(tmpdir(), 'damask-suites-')));
await mkdir(out, { recursive: true });
/** @type {Result[]} */
const results = [];
for (const through of options.through.split(',')) {
  const way = ways[through];
  if (way === undefined) throw new Error(`--through ${through}: one of ${Object.keys(ways).join(', ')}`);
  // The settings of `make check`, except that crashes of the machine don't matter.
  const server = await startPostgres({
    binaries: join(build, 'install/bin'),
    initdb: ['--encoding=UTF8', '--no-locale'],
    settings: {
      synchronous_commit: 'on',
      shared_buffers: '128MB',
      max_connections: '100',
      max_prepared_transactions: '2',
    },
  });
  const proxy = await way(server).catch(async (error) => {
    await server.stop();
    throw error;
  });
  try {
    for (const suite of options.only.split(',')) {
      const work = suites[suite];
      if (work === undefined) throw new Error(`--only ${suite}: one of ${Object.keys(suites).join(', ')}`);
      const directory = join(out, `${through}-${suite}`);
      await mkdir(directory, { recursive: true });
      if (isRoot) for (const path of [out, directory]) await chown(path, ...userIds('postgres'));
      console.error(`${suite}, ${through} …`);
      const start = performance.now();
      const { tests, diff } = await work({ host: proxy.host, port: proxy.port }, directory);
      results.push({ suite, through, seconds: Math.round((performance.now() - start) / 1000), tests, diff });
      console.error(`${suite}, ${through}: ${tests.filter((test) => test.outcome === 'ok').length} of ${tests.length}`);
    }
  } finally {
    await proxy.stop();
    await server.stop();
  }
}

const summary = results.map(({ suite, through, seconds, tests }) => ({
  suite,
  through,
  total: tests.length,
  passed: tests.filter((test) => test.outcome === 'ok').length,
  failed: tests.filter((test) => test.outcome === 'failed').map((test) => test.name),
  seconds,
}));
await writeFile(join(out, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);

for (const { suite, through, diff } of results) {
  if (diff !== '') console.log(`\n--- ${suite}, ${through}: differences from what PostgreSQL expects\n${diff}`);
}
console.log('| suite | way | passed | of | seconds | failed |\n| --- | --- | --- | --- | --- | --- |');
for (const { suite, through, passed, total, seconds, failed } of summary) {
  console.log(`| ${suite} | ${through} | ${passed} | ${total} | ${seconds} | ${failed.join(', ') || '—'} |`);
}
console.log(`\noutput, diffs and summary.json: ${out}`);
const isComplete = summary.every(({ suite, total }) => total === { regress: 217, isolation: 115, pipeline: 11 }[suite]);
if (!isComplete) console.log('the number of tests is not the one expected: a suite did not run to its end');
process.exitCode = isComplete && summary.every(({ passed, total }) => passed === total) ? 0 : 1;
