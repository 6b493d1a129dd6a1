// @ts-check
// With the regression suite's own tables classified, do its statements bring back a protected value? Runs the suite once
// directly, so that its tables are there; plants canaries in whatever holds text; then runs every file of the suite through
// Damask as several askers, and looks for the canaries in each byte that comes back.

import { chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startDamask } from '../bench/servers/damask.js';
import { startPostgres, userIds } from '../bench/servers/postgres.js';
import { isRoot, run, unprivileged } from '../bench/servers/process.js';
import { findCanary, isProtected, plant, readRelations } from './canary-store.js';
import { countAnswers, startRecorder } from './recorder.js';

const { values: options } = parseArgs({
  options: {
    build: { type: 'string' },
    only: { type: 'string', default: '' },
    as: { type: 'string', default: 'withheld,masked,writer,direct' },
    out: { type: 'string' },
  },
});
if (options.build === undefined)
  throw new Error(
    'usage: test/postgres/run-canaries.sh [--only PATTERN] [--as withheld,masked,writer,direct] [--out FILE]',
  );
const build = options.build;
const suite = join(build, 'source/src/test/regress');
const wanted = new RegExp(options.only);

/** Who asks, and how it sees text. `direct` goes around the gateway: the canaries are there to be found. */
const askers = /** @type {const} */ ({
  withheld: { fields: { system: 'pass', 'user.content': 'withhold' } },
  masked: { fields: { system: 'pass', 'user.content': { mask: 'initial' } } },
  writer: { fields: { system: 'pass', 'user.content': 'withhold' }, write: ['system'] },
});

const server = await startPostgres({
  binaries: join(build, 'install/bin'),
  initdb: ['--encoding=UTF8', '--no-locale'],
  settings: { shared_buffers: '128MB', max_prepared_transactions: '2' },
});
/** @param {string} database */
const connect = async (database) => {
  const client = new pg.Client({ host: server.host, port: server.port, user: 'postgres', database });
  await client.connect();
  return client;
};

/** @typedef {{ asker: string, file: string, completed: number, refused: number, failed: number, leak: string | null }} Result */
/** @type {Result[]} */
const results = [];
let planted = { columns: 0, skipped: /** @type {string[]} */ ([]) };
let listed = 0;
const work = await mkdtemp(join(tmpdir(), 'damask-canaries-'));
try {
  if (isRoot) await chown(work, ...userIds('postgres'));
  await mkdir(join(work, 'suite'));
  if (isRoot) await chown(join(work, 'suite'), ...userIds('postgres'));
  console.error('the regression suite, directly …');
  await run(
    ...unprivileged(join(build, 'build/src/test/regress/pg_regress'), [
      `--inputdir=${suite}`,
      `--outputdir=${join(work, 'suite')}`,
      `--dlpath=${build}/build/src/test/regress`,
      `--schedule=${suite}/parallel_schedule`,
      '--max-concurrent-tests=20',
      `--bindir=${build}/install/bin`,
      `--host=${server.host}`,
      `--port=${server.port}`,
      '--user=postgres',
    ]),
    { cwd: join(work, 'suite'), timeoutMs: 1_800_000 },
  ).catch((error) => console.error(`not all of it passed: ${String(error.message).slice(0, 200)}`));

  const store = await connect('regression');
  const relations = await readRelations(store);
  planted = await plant(store, relations);
  await store.end();
  console.error(
    `${relations.length} relations; canaries in ${planted.columns} columns, ${planted.skipped.length} did not take them`,
  );

  const files = (await readdir(join(suite, 'sql'))).filter((file) => file.endsWith('.sql') && wanted.test(file)).sort();
  for (const asker of options.as.split(',')) {
    const database = `as_${asker}`;
    const admin = await connect('postgres');
    await admin.query(`CREATE DATABASE ${database} TEMPLATE regression`);
    await admin.end();
    const damask =
      asker === 'direct' ? undefined : await startDamask(JSON.stringify(configuration(database, asker, relations)));
    const recorder = await startRecorder(damask ?? server);
    try {
      // Directly a few of them do: that they find canaries is what is to be shown.
      const few = /^(select|join|union|aggregates|portals|prepare|copyselect|explain|subselect|window)\.sql$/;
      for (const file of asker === 'direct' ? files.filter((each) => few.test(each)) : files) {
        results.push(await runFile(asker, database, file, recorder));
      }
    } finally {
      await recorder.close();
      await damask?.stop();
    }
    const own = results.filter((result) => result.asker === asker);
    console.error(`${asker}: ${own.length} files, canaries in ${own.filter(({ leak }) => leak !== null).length}`);
  }
} finally {
  await server.stop();
  await rm(work, { recursive: true, force: true });
}

/**
 * @param {string} asker
 * @param {string} database
 * @param {string} file
 * @param {import('./recorder.js').Recorder} recorder
 * @returns {Promise<Result>}
 */
async function runFile(asker, database, file, recorder) {
  const env = {
    ...process.env,
    PG_ABS_SRCDIR: suite,
    PG_ABS_BUILDDIR: join(work, 'suite'),
    PG_LIBDIR: join(build, 'build/src/test/regress'),
    PG_DLSUFFIX: '.so',
    PGHOST: '127.0.0.1',
    PGPORT: String(recorder.port),
    PGUSER: 'postgres',
    PGDATABASE: database,
    PGSSLMODE: 'disable',
    PGOPTIONS: '',
    LD_LIBRARY_PATH: join(build, 'install/lib'),
  };
  await run(join(build, 'install/bin/psql'), ['-X', '-a', '-q', '-f', join(suite, 'sql', file)], {
    env,
    cwd: join(work, 'suite'),
    timeoutMs: 120_000,
  }).catch(() => {});
  let completed = 0;
  let refused = 0;
  let failed = 0;
  let leak = null;
  for (const bytes of recorder.take()) {
    const answers = countAnswers(bytes);
    completed += answers.completed;
    for (const [state, count] of answers.errors) {
      if (state === '42501') refused += count;
      else failed += count;
    }
    const at = findCanary(bytes);
    if (at >= 0 && leak === null) leak = bytes.toString('latin1', Math.max(0, at - 120), at + 60);
  }
  return { asker, file, completed, refused, failed, leak };
}

/**
 * @param {string} database
 * @param {string} asker
 * @param {readonly import('./canary-store.js').Relation[]} relations
 */
function configuration(database, asker, relations) {
  const data = relations.map(({ schema, name, columns }) => ({
    store: 'suite',
    relation: `${schema}.${name}`,
    columns: Object.fromEntries(
      columns.map((column) => [column.name, isProtected(column) ? 'user.content' : 'system.operations']),
    ),
  }));
  listed = data.length;
  return {
    version: 1,
    listen: { postgres: { host: '127.0.0.1', port: '@postgres@' }, admin: { host: '127.0.0.1', port: '@admin@' } },
    log: { level: 'error' },
    stores: {
      suite: {
        kind: 'postgres',
        // A superuser: nothing but the gateway stands between the suite and the data.
        url: `postgres://postgres@${server.host}:${server.port}/${database}`,
        databases: [database],
        unlisted: 'refuse',
        pool: { pool_mode: 'session', max_client_conn: 50 },
      },
    },
    purposes: { tests: { title: "PostgreSQL's own statements", basis: 'contract' } },
    recipients: { house: { title: 'House', role: 'controller', country: 'DE' } },
    principals: {
      postgres: { recipient: 'house', purposes: ['tests'], auth: { trust: 'loopback' }, may: ['explain'] },
    },
    data,
    rules: [{ name: asker, purpose: 'tests', ...askers[/** @type {keyof typeof askers} */ (asker)] }],
  };
}

if (options.out !== undefined) await writeFile(options.out, `${JSON.stringify({ planted, results }, null, 2)}\n`);
console.log(`${listed} relations listed; canaries in ${planted.columns} columns\n`);
console.log(
  '| asker | files | completed | refused (42501) | other errors | files with a canary |\n| --- | --- | --- | --- | --- | --- |',
);
for (const asker of options.as.split(',')) {
  const own = results.filter((result) => result.asker === asker);
  const sum = (/** @type {'completed' | 'refused' | 'failed'} */ key) =>
    own.reduce((total, result) => total + result[key], 0);
  const leaks = own.filter(({ leak }) => leak !== null);
  console.log(
    `| ${asker} | ${own.length} | ${sum('completed')} | ${sum('refused')} | ${sum('failed')} | ${leaks.length} |`,
  );
}
const leaked = results.filter(({ asker, leak }) => asker !== 'direct' && leak !== null);
for (const { asker, file, leak } of leaked) console.log(`\n${asker}, ${file}: ${JSON.stringify(leak)}`);
const isFound =
  !options.as.includes('direct') || results.some(({ asker, leak }) => asker === 'direct' && leak !== null);
if (!isFound) console.log('\nno canary came back directly: they are not there to be found');
process.exitCode = leaked.length === 0 && isFound ? 0 : 1;
