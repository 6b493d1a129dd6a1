// @ts-check
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const dist = join(dirname(fileURLToPath(import.meta.url)), '../../dist');
/** @param {string} file */
const built = (file) => import(pathToFileURL(join(dist, file)).href);

/**
 * The gate of a configuration, without a gateway around it: what is measured is the deciding alone.
 * @param {object} configuration with one PostgreSQL store and one principal `bench`
 */
export async function openGate(configuration) {
  const [enforce, gateOptions, read, upstream, pg, sql, base] = await Promise.all(
    [
      'enforce/index.js',
      'compose/gate-options.js',
      'compose/read-configuration.js',
      'compose/upstream-target.js',
      'pg/index.js',
      'sql/index.js',
      'base/index.js',
    ].map(built),
  );
  const directory = await mkdtemp(join(tmpdir(), 'damask-gate-'));
  const file = join(directory, 'damask.yaml');
  await writeFile(file, JSON.stringify(configuration).replace('"@postgres@"', '1').replace('"@admin@"', '2'));
  const { settings } = await read.readConfiguration(file, {});
  await rm(directory, { recursive: true });
  await sql.loadParser();
  const [store] = gateOptions.postgresStores(settings);
  const [database] = store.databases;
  const source = new pg.PostgresCatalog({
    target: upstream.upstreamTargetFrom(store),
    database,
    clock: base.systemClock,
  });
  const catalog = await source.start();
  const gate = enforce.createGate(
    gateOptions.gateOptionsFrom(settings, {
      clock: base.systemClock,
      observer: gateOptions.silentGateObserver,
      catalog: () => source,
      catalogs: () => [catalog],
    }),
  );
  const session = gate.open({ principal: 'bench', purpose: null, store: store.name, database, parameters: new Map() });
  if (!('admit' in session)) throw new Error(`the gate refuses: ${session.message}`);
  return {
    /**
     * What the store is sent.
     * @param {string} text
     * @param {'simple' | 'extended'} protocol
     * @returns {string}
     */
    guarded(text, protocol) {
      const verdict = session.admit(text, protocol);
      if (verdict.kind !== 'forward') throw new Error(`${text}: ${verdict.error?.message ?? verdict.kind}`);
      return verdict.statement.bytes.toString();
    },
    close: () => source.close(),
  };
}

/** About a kilobyte, as an ORM or a BI tool writes them: `$N` makes each text another by a constant, `$A` by a name. */
const kilobyte = `SELECT "accounts"."aid" AS "account", "accounts"."abalance" AS "balance", "accounts"."filler" AS "note$A",
  count("branches"."bid") AS "branches", sum(CASE WHEN "accounts"."abalance" > 100 THEN 1 ELSE 0 END) AS "rich",
  coalesce(max("tellers"."tbalance"), 0) AS "teller", lower("accounts"."filler") AS "lower_note"
FROM "pgbench_accounts" AS "accounts"
  LEFT OUTER JOIN "pgbench_branches" AS "branches" ON "branches"."bid" = "accounts"."bid" AND "branches"."bbalance" >= 0
  LEFT OUTER JOIN "pgbench_tellers" AS "tellers" ON "tellers"."bid" = "branches"."bid"
WHERE "accounts"."aid" IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, $N) AND ("accounts"."abalance" BETWEEN -5000 AND 5000)
  AND EXISTS (SELECT 1 FROM "pgbench_accounts" AS "other" WHERE "other"."bid" = "accounts"."bid" AND "other"."aid" < 100)
GROUP BY "accounts"."aid", "accounts"."abalance", "accounts"."filler"
HAVING count("branches"."bid") >= 0
ORDER BY "accounts"."abalance" DESC NULLS LAST, "accounts"."aid" ASC
LIMIT 50 OFFSET 0`;

const short = 'SELECT abalance AS "a$A" FROM pgbench_accounts WHERE aid = $N;';

/**
 * Microseconds of CPU for deciding one statement that has been seen (hit), one that differs from such in a constant, and one
 * that has not been seen in any form (miss).
 * @param {object} configuration
 * @returns {Promise<import('./report.js').Guard>}
 */
export async function guardCost(configuration) {
  const gate = await openGate(configuration);
  try {
    return [
      ['pgbench -S', short],
      ['1 kB', kilobyte],
    ].flatMap(([name, template]) => {
      const text = (/** @type {number} */ n, /** @type {number} */ a) =>
        String(template).replace('$N', String(n)).replace('$A', String(a));
      let next = 1_000_000;
      const seen = text(1, 1);
      gate.guarded(seen, 'simple');
      const hit = cost(5_000, () => gate.guarded(seen, 'simple'));
      const constant = cost(5_000, () => gate.guarded(text(next++, 1), 'simple'));
      const plan = () => gate.guarded(text(1, next++), 'simple');
      const first = cost(10, plan);
      // By then Node has compiled all that plans.
      for (let i = 0; i < 3_000; i += 1) plan();
      const miss = cost(100, plan);
      return [
        { statement: `${name} (${seen.length} bytes), hit`, microseconds: hit },
        { statement: `${name}, other constants`, microseconds: constant },
        { statement: `${name}, miss`, microseconds: miss },
        { statement: `${name}, one of the first 250 misses of a process`, microseconds: first },
      ];
    });
  } finally {
    gate.close();
  }
}

/**
 * Median CPU time, which a busy machine does not stretch.
 * @param {number} times in one sample
 * @param {() => void} work
 */
function cost(times, work) {
  const samples = [];
  for (let sample = 0; sample < 25; sample += 1) {
    const start = process.cpuUsage();
    for (let i = 0; i < times; i += 1) work();
    const { user, system } = process.cpuUsage(start);
    samples.push((user + system) / times);
  }
  // The first ones warm up.
  return samples.slice(5).sort((a, b) => a - b)[10] ?? Number.NaN;
}
