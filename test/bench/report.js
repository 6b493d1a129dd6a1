// @ts-check

/** @typedef {{ title: string, way: string, mode: string, clients: number } & import('./pgbench.js').Measure} Cell */
/** @typedef {{ way: string, read: string, rows: number, bytes: number, milliseconds: number, cpu: number }} Bulk */
/** @typedef {{ statement: string, microseconds: number }[]} Guard */
/** @typedef {{ bulk: import('./json.js').JsonBulk[], memory: import('./json.js').JsonMemory }} Json */
/** @typedef {{ command: string, date: string, machine: string, versions: string[], load: number, seconds: number, repetitions: number }} About */

/**
 * The results as a Markdown page; every number is the median of the repetitions.
 * @param {{ about: About, cells: Cell[], bulk: Bulk[], idle: import('./idle.js').Idle[], joins: import('./join.js').Join[], guard: Guard | null, json: Json | null }} results
 */
export function report({ about, cells, bulk, idle, joins, guard, json }) {
  const lines = [
    '# Benchmark',
    '',
    `\`${about.command}\`, ${about.date}: ${about.machine}; ${about.versions.join(', ')}. Everything runs on this one machine, over`,
    `loopback TCP without TLS; its load average was ${about.load.toFixed(1)} before. Ways take turns; a number is the median of ${about.repetitions} × ${about.seconds} s. CPU is what the proxy`,
    'used. `damask`: nothing classified. `damask-guard`: a mask on one column and a row rule. `damask-consent`: the same and a',
    'semi-join with a consent table. `direct-guard`, `direct-consent`: what these send the store, asked of it directly, which is what a',
    'guard costs the store itself.',
    '',
  ];
  for (const { title } of distinct(cells, (cell) => cell.title)) {
    lines.push(`## ${title}`, '', ...cellLines(cells.filter((cell) => cell.title === title)), '');
  }
  if (bulk.length > 0) {
    lines.push(`## Bulk read of ${bulk[0]?.rows.toLocaleString('en')} rows`, '');
    lines.push(
      '| statement | way | rows | ms | MB/s | of direct | of the guard directly | of PgBouncer | CPU ms |',
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    );
    for (const { way, read } of distinct(bulk, (one) => `${one.read} ${one.way}`)) {
      const of = (/** @type {string} */ name) => bulk.filter((one) => one.way === name && one.read === read);
      const speed = (/** @type {string} */ name) => median(of(name).map((one) => one.bytes / one.milliseconds / 1000));
      const row = [
        read,
        way,
        of(way)[0]?.rows,
        Math.round(median(of(way).map((one) => one.milliseconds))),
        Math.round(speed(way)),
        number(speed(way) / speed('direct'), 2),
        number(speed(way) / speed(way.replace('damask-', 'direct-')), 2),
        number(speed(way) / speed('pgbouncer'), 2),
        Math.round(median(of(way).map((one) => one.cpu))) || '',
      ];
      lines.push(`| ${row.join(' | ')} |`);
    }
    lines.push('');
  }
  if (joins.length > 0) {
    lines.push(`## Join of two relations of ${joins[0]?.rows.toLocaleString('en')} rows on a pseudonymised key`, '');
    lines.push(
      '| join | plain keys, directly, ms | plain keys, through Damask, ms | pseudonyms, ms | of plain directly | of plain through Damask |',
      '| --- | --- | --- | --- | --- | --- |',
    );
    for (const { join } of distinct(joins, (one) => one.join)) {
      const ms = (/** @type {string} */ way) =>
        median(joins.filter((one) => one.join === join && one.way === way).map((one) => one.milliseconds));
      const [direct, plain, masked] = [ms('direct'), ms('damask-plain'), ms('damask')];
      const times = [direct, plain, masked].map((time) => number(time, 2));
      const row = [join, ...times, number(direct / masked, 2), number(plain / masked, 2)];
      lines.push(`| ${row.join(' | ')} |`);
    }
    lines.push('');
  }
  if (idle.length > 0) {
    lines.push(`## ${idle[0]?.clients.toLocaleString('en')} idle clients`, '', '| way | kB each |', '| --- | --- |');
    for (const { way, bytesEach } of idle) lines.push(`| ${way} | ${number(bytesEach / 1000, 1)} |`);
    lines.push('');
  }
  if (guard !== null) {
    lines.push('## The gateway on its own: deciding one statement', '', '| statement | CPU µs |', '| --- | --- |');
    for (const { statement, microseconds } of guard) lines.push(`| ${statement} | ${number(microseconds, 1)} |`);
    lines.push('');
  }
  if (json !== null) lines.push(...jsonLines(json));
  return lines.join('\n');
}

/** @param {Cell[]} cells of one title */
function cellLines(cells) {
  const lines = [
    '| protocol | clients | way | tps | of direct | of PgBouncer | of the same by hand | p50 ms | added p50 ms | p99 ms | CPU µs |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  for (const { mode, clients } of distinct(cells, (cell) => `${cell.mode} ${cell.clients}`)) {
    const here = cells.filter((cell) => cell.mode === mode && cell.clients === clients);
    const value = (/** @type {string} */ way, /** @type {'tps' | 'p50' | 'p99' | 'cpu'} */ key) =>
      median(here.filter((cell) => cell.way === way).map((cell) => cell[key]));
    for (const { way } of distinct(here, (cell) => cell.way)) {
      // Ways that share connections are compared with PgBouncer sharing as many, where it can.
      const shares = way.endsWith('-transaction') && here.some((cell) => cell.way === 'pgbouncer-transaction');
      const byHand = way === 'direct-guard' ? 'direct-hand' : way === 'direct-consent' ? 'direct-hand-consent' : '';
      const row = [
        mode,
        clients,
        way,
        Math.round(value(way, 'tps')),
        number(value(way, 'tps') / value('direct', 'tps'), 2),
        number(value(way, 'tps') / value(shares ? 'pgbouncer-transaction' : 'pgbouncer', 'tps'), 2),
        number(value(way, 'tps') / value(byHand, 'tps'), 2),
        number(value(way, 'p50'), 3),
        number(value(way, 'p50') - value('direct', 'p50'), 3),
        number(value(way, 'p99'), 3),
        value(way, 'cpu') === 0 ? '' : number(value(way, 'cpu'), 1),
      ];
      lines.push(`| ${row.join(' | ')} |`);
    }
  }
  return lines;
}

/** @param {Json} json */
export function jsonLines({ bulk, memory }) {
  const lines = [
    '## JSON bodies: five masked fields of each record',
    '',
    '| records | way | MB/s | CPU ms a MB | speed | speed by CPU |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  for (const { records, way } of distinct(bulk, (one) => `${one.records} ${one.way}`)) {
    const here = bulk.filter((one) => one.records === records);
    const tree = here[0]?.way;
    const wall = (/** @type {string | undefined} */ name) =>
      median(here.filter((one) => one.way === name).map((one) => one.milliseconds / one.megabytes));
    const cpu = (/** @type {string | undefined} */ name) =>
      median(here.filter((one) => one.way === name).map((one) => one.cpu / one.megabytes));
    const row = [
      records,
      way,
      Math.round(1000 / wall(way)),
      number(cpu(way), 2),
      number(wall(tree) / wall(way), 2),
      number(cpu(tree) / cpu(way), 2),
    ];
    lines.push(`| ${row.join(' | ')} |`);
  }
  const mebibytes = (/** @type {number} */ bytes) => Math.round(bytes / 2 ** 20);
  lines.push(
    '',
    `A stream of ${memory.megabytes} MB took ${mebibytes(memory.residentPeak - memory.residentBefore)} MiB beyond the ${mebibytes(memory.residentBefore)} MiB that Node had before it.`,
    '',
  );
  return lines;
}

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1
    ? Number(sorted[Math.floor(middle)])
    : (Number(sorted[middle - 1]) + Number(sorted[middle])) / 2;
}

/**
 * @param {number} value
 * @param {number} digits
 */
function number(value, digits) {
  return Number.isFinite(value) ? value.toFixed(digits) : '';
}

/**
 * @template T
 * @param {T[]} list
 * @param {(item: T) => string} key
 * @returns {T[]} the first of each key
 */
function distinct(list, key) {
  return [...new Map(list.toReversed().map((item) => [key(item), item])).values()].toReversed();
}
