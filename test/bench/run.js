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
import { idleClients } from './idle.js';
import { joinOnPseudonym } from './join.js';
import { measureJson } from './json.js';
import { pgbench } from './pgbench.js';
import { report } from './report.js';
import { debianBinaries, embeddedBinaries, startPostgres } from './servers/postgres.js';
import { isInstalled, run } from './servers/process.js';
import { configuration, openWay, storeWayNames, wayNames } from './ways.js';

const partNames = ['pgbench', 'tpcb', 'connect', 'store', 'bulk', 'join', 'idle', 'guard', 'json'];

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: partNames.join(',') },
    ways: { type: 'string' },
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
  console.log(`usage: npm run bench -- [--quick] [--only ${partNames.join(',')}]
  [--ways ${wayNames.join(',')}]
  [--modes simple,extended,prepared] [--clients 1,8,32] [--seconds 5] [--repetitions 5] [--postgres 18|15] [--scale 10]
  [--out FILE] [--json]`);
  process.exit(0);
}
const seconds = Number(options.seconds ?? (options.quick ? 2 : 5));
/** Of each way, before it is measured. */
const warmUpSeconds = options.quick ? 1 : 3;
const repetitions = Number(options.repetitions ?? (options.quick ? 1 : 5));
const parts = options.only.split(',');
const unknown = parts.filter((part) => !partNames.includes(part));
if (unknown.length > 0) {
  console.error(`--only ${unknown.join(',')}: some of ${partNames.join(', ')}`);
  process.exit(2);
}
/** The direct way, and those whose clients share server connections. */
const sharingWays = [
  'direct',
  'pgbouncer-transaction',
  'damask-transaction',
  'damask-guard-transaction',
  'damask-consent-transaction',
];
/** What pgbench measures, by part: where clients share connections, PgBouncer's share as many. */
const pgbenchParts = {
  tpcb: {
    title: 'pgbench, TPC-B-like',
    work: /** @type {const} */ ('tpcb'),
    modes: ['simple', 'extended'],
    clients: [16],
    ways: sharingWays,
  },
  connect: {
    title: 'Connect, one statement, disconnect',
    work: /** @type {const} */ ('connect'),
    modes: ['simple'],
    clients: [8],
    ways: sharingWays,
  },
  store: {
    title: "The store's own cost of the guard: by hand and as Damask writes it, both directly",
    work: /** @type {const} */ ('select'),
    modes: ['prepared'],
    clients: [1, 8],
    ways: storeWayNames,
  },
  pgbench: {
    title: 'pgbench -S',
    work: /** @type {const} */ ('select'),
    modes: options.modes.split(','),
    clients: options.clients.split(',').map(Number),
    ways: wayNames,
  },
};
const measured = Object.entries(pgbenchParts)
  .filter(([part]) => parts.includes(part))
  .map(([, one]) => one);

const program = ['/usr/bin/pgbench', '/usr/lib/postgresql/15/bin/pgbench', 'pgbench'].find((path) => isInstalled(path));
if (program === undefined && measured.length > 0) {
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

  /** @type {Map<string, import('./ways.js').Way>} */
  const ways = new Map();
  /** @param {readonly string[]} names */
  const open = async (names) => {
    const chosen = options.ways?.split(',') ?? names;
    const known = [...wayNames, ...storeWayNames];
    const strange = chosen.find((name) => !known.includes(name));
    if (strange !== undefined) throw new Error(`--ways ${strange}: some of ${known.join(', ')}`);
    for (const name of chosen.filter((one) => !ways.has(one))) {
      const way = await openWay(name, server);
      closing.push(way.stop);
      ways.set(name, way);
    }
    return chosen.map((name) => /** @type {import('./ways.js').Way} */ (ways.get(name)));
  };

  /** @type {import('./report.js').Cell[]} */
  const cells = [];
  for (const { title, work, modes, clients: counts, ways: names } of measured) {
    const here = await open(names);
    const scale = Number(options.scale);
    for (const mode of modes) {
      // Debian's PgBouncer has no prepared statements in transaction pooling.
      const those = here.filter(({ name }) => mode !== 'prepared' || name !== 'pgbouncer-transaction');
      for (const clients of counts) {
        const how = { work, mode, clients, scale, program: String(program) };
        // Node compiles what has run for a while: no way is measured cold.
        for (const way of those) await pgbench(way, { ...how, seconds: warmUpSeconds });
        for (let repetition = 1; repetition <= repetitions; repetition += 1) {
          for (const way of inTurn(those, repetition)) {
            const measure = await pgbench(way, { ...how, seconds });
            cells.push({ title, way: way.name, mode, clients, ...measure });
            say(
              `${repetition}/${repetitions} ${work} ${mode} ${clients} ${way.name}: ${Math.round(measure.tps)} tps, p50 ${measure.p50} ms`,
            );
          }
        }
      }
    }
  }

  /** @type {import('./report.js').Bulk[]} */
  const bulk = [];
  if (parts.includes('bulk')) {
    const those = await open(wayNames.filter((name) => !name.endsWith('-transaction')));
    for (const { name, statement } of bulkReads) {
      for (const way of those) await readThrough(way, statement);
      for (let repetition = 1; repetition <= repetitions; repetition += 1) {
        for (const way of inTurn(those, repetition)) {
          const one = await readThrough(way, statement);
          bulk.push({ way: way.name, read: name, ...one });
          say(`${repetition}/${repetitions} ${name} ${way.name}: ${one.rows} rows, ${Math.round(one.milliseconds)} ms`);
        }
      }
    }
  }

  /** @type {import('./idle.js').Idle[]} */
  const idle = [];
  if (parts.includes('idle')) {
    // A process of its own for each: what others have left in it would be used again.
    for (const name of options.ways?.split(',') ?? [
      'pgbouncer-transaction',
      'damask-transaction',
      'damask-consent-transaction',
    ]) {
      const way = await openWay(name, server);
      try {
        const one = await idleClients(way, options.quick ? 1000 : 5000);
        idle.push(one);
        say(`${one.clients} idle clients ${name}: ${Math.round(one.bytesEach)} bytes each`);
      } finally {
        await way.stop();
      }
    }
  }
  const joins = parts.includes('join')
    ? await joinOnPseudonym(server, { rows: options.quick ? 100_000 : 1_000_000, repetitions, say })
    : [];

  const guard = parts.includes('guard') ? await guardCost(configuration('damask-consent', server)) : null;

  const json = parts.includes('json') ? await measureJson({ repetitions }) : null;

  const { stdout: pgbenchVersion } = measured.length > 0 ? await run(String(program), ['--version']) : { stdout: '' };
  const about = {
    command: `npm run bench${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(' ')}` : ''}`,
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${systemType()} ${release()}`,
    versions: [
      server.version,
      pgbenchVersion.trim(),
      ...[...ways.values()].flatMap((way) => ('version' in way ? [String(way.version)] : [])),
      `Node ${process.versions.node}`,
    ].filter((text) => text !== ''),
    // More than a little before means that others were at work too, and the numbers are theirs as well.
    load: loadBefore,
    seconds,
    repetitions,
  };
  const text = report({ about, cells, bulk, idle, joins, guard, json });
  await writeFile(options.out, text);
  console.log(options.json ? JSON.stringify({ about, cells, bulk, idle, joins, guard, json }, null, 2) : text);
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  await end(1);
}
await end(0);

/**
 * Each repetition begins with another way: who comes first is not always the same.
 * @template T
 * @param {readonly T[]} list
 * @param {number} repetition
 * @returns {T[]}
 */
function inTurn(list, repetition) {
  const at = repetition % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

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
