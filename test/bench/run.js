// @ts-check
// Measures what Damask costs, next to a direct connection and PgBouncer, in one run on one machine. Results go to
// RESULTS.md beside this file (--out) and, as JSON, to standard output with --json.
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, type as systemType, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { bulkReads, readThrough } from './bulk.js';
import { guardCost } from './guard.js';
import { measureJson } from './json.js';
import { pgbenchSelect } from './pgbench.js';
import { report } from './report.js';
import { debianBinaries, embeddedBinaries, startPostgres } from './servers/postgres.js';
import { isInstalled, run } from './servers/process.js';
import { configuration, openWay, wayNames } from './ways.js';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: 'pgbench,bulk,guard,json' },
    ways: { type: 'string', default: wayNames.join(',') },
    modes: { type: 'string', default: 'simple,extended,prepared' },
    clients: { type: 'string', default: '1,8,32' },
    seconds: { type: 'string' },
    repetitions: { type: 'string' },
    postgres: { type: 'string', default: '18' },
    scale: { type: 'string', default: '10' },
    out: { type: 'string', default: join(dirname(fileURLToPath(import.meta.url)), 'RESULTS.md') },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  },
});
if (options.help) {
  console.log(`usage: npm run bench -- [--quick] [--only pgbench,bulk,guard,json] [--ways ${wayNames.join(',')}]
  [--modes simple,extended,prepared] [--clients 1,8,32] [--seconds 5] [--repetitions 3] [--postgres 18|15] [--scale 10]
  [--out FILE] [--json]`);
  process.exit(0);
}
const seconds = Number(options.seconds ?? (options.quick ? 2 : 5));
const repetitions = Number(options.repetitions ?? (options.quick ? 1 : 3));
const parts = options.only.split(',');

const program = ['/usr/bin/pgbench', '/usr/lib/postgresql/15/bin/pgbench', 'pgbench'].find((path) => isInstalled(path));
if (program === undefined && parts.includes('pgbench')) {
  console.error('pgbench is not installed: apt-get install postgresql-contrib');
  process.exit(2);
}
const binaries = options.postgres === '15' ? debianBinaries() : embeddedBinaries();
if (binaries === null) {
  console.error('PostgreSQL 15 is not installed: apt-get install postgresql-15, or --postgres 18');
  process.exit(2);
}

/** @param {string} text */
const say = (text) => console.error(text);
/** @type {(() => Promise<void>)[]} */
const closing = [];
process.once('SIGINT', () => end(130));

/** @param {number} code */
async function end(code) {
  for (const close of closing.reverse()) await close().catch((/** @type {Error} */ error) => say(error.message));
  process.exit(code);
}

try {
  const loadBefore = loadavg()[0] ?? 0;
  const server = await startPostgres({ binaries });
  closing.push(server.stop);
  say(`${server.version}: filling ${options.scale} × 100,000 accounts …`);
  await fill(server, Number(options.scale));

  const ways = [];
  for (const name of options.ways.split(',')) {
    if (!wayNames.includes(name)) throw new Error(`--ways ${name}: one of ${wayNames.join(', ')}`);
    const way = await openWay(name, server);
    closing.push(way.stop);
    ways.push(way);
  }

  /** @type {import('./report.js').Cell[]} */
  const cells = [];
  /** @type {import('./report.js').Bulk[]} */
  const bulk = [];
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    if (parts.includes('pgbench')) {
      for (const mode of options.modes.split(',')) {
        for (const clients of options.clients.split(',').map(Number)) {
          for (const way of ways) {
            // Debian's PgBouncer has no prepared statements in transaction pooling.
            if (mode === 'prepared' && way.name === 'pgbouncer-transaction') continue;
            const measure = await pgbenchSelect(way, {
              mode,
              clients,
              seconds,
              scale: Number(options.scale),
              program: String(program),
            });
            cells.push({ way: way.name, mode, clients, ...measure });
            say(
              `${repetition}/${repetitions} ${mode} ${clients} ${way.name}: ${Math.round(measure.tps)} tps, p50 ${measure.p50} ms`,
            );
          }
        }
      }
    }
    if (parts.includes('bulk')) {
      for (const { name, statement } of bulkReads) {
        for (const way of ways) {
          const one = await readThrough(way, statement);
          bulk.push({ way: way.name, read: name, ...one });
          say(`${repetition}/${repetitions} ${name} ${way.name}: ${one.rows} rows, ${Math.round(one.milliseconds)} ms`);
        }
      }
    }
  }
  const guard = parts.includes('guard') ? await guardCost(configuration('damask-consent', server)) : null;

  const json = parts.includes('json') ? await measureJson({ repetitions }) : null;

  const { stdout: pgbenchVersion } = parts.includes('pgbench')
    ? await run(String(program), ['--version'])
    : { stdout: '' };
  const about = {
    command: `npm run bench${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(' ')}` : ''}`,
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${systemType()} ${release()}`,
    versions: [
      server.version,
      pgbenchVersion.trim(),
      ...ways.flatMap((way) => ('version' in way ? [String(way.version)] : [])),
      `Node ${process.versions.node}`,
    ].filter((text) => text !== ''),
    // More than a little before means that others were at work too, and the numbers are theirs as well.
    load: loadBefore,
    seconds,
    repetitions,
  };
  const text = report({ about, cells, bulk, guard, json });
  await writeFile(options.out, text);
  console.log(options.json ? JSON.stringify({ about, cells, bulk, guard, json }, null, 2) : text);
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  await end(1);
}
await end(0);

/**
 * pgbench's own accounts, and a consent for nine in ten of them.
 * @param {import('./servers/postgres.js').PostgresServer} server
 * @param {number} scale
 */
async function fill(server, scale) {
  const connection = { host: server.host, port: server.port, user: 'postgres' };
  const admin = new pg.Client({ ...connection, database: 'postgres' });
  await admin.connect();
  await admin.query('CREATE DATABASE bench');
  await admin.end();
  const client = new pg.Client({ ...connection, database: 'bench' });
  await client.connect();
  // The tables of `pgbench -i`, made here so that bulk reads need no pgbench.
  await client.query(`
    CREATE TABLE pgbench_branches (bid int PRIMARY KEY, bbalance int, filler char(88));
    CREATE TABLE pgbench_tellers (tid int PRIMARY KEY, bid int, tbalance int, filler char(84));
    CREATE TABLE pgbench_accounts (aid int NOT NULL, bid int, abalance int, filler char(84)) WITH (fillfactor = 100);
    CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
    INSERT INTO pgbench_branches SELECT n, 0 FROM generate_series(1, ${scale}) n;
    INSERT INTO pgbench_tellers SELECT n, (n - 1) / 10 + 1, 0 FROM generate_series(1, ${scale * 10}) n;
    INSERT INTO pgbench_accounts SELECT n, (n - 1) / 100000 + 1, 0, '' FROM generate_series(1, ${scale * 100000}) n;
    ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid);
    CREATE TABLE consent (aid int, purpose text, state text NOT NULL, PRIMARY KEY (aid, purpose));
    INSERT INTO consent SELECT aid, 'bench', CASE WHEN aid % 10 = 0 THEN 'withdrawn' ELSE 'given' END FROM pgbench_accounts;
  `);
  await client.query('VACUUM ANALYZE');
  await client.query('CHECKPOINT');
  await client.end();
}
