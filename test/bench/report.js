// @ts-check

/** @typedef {{ way: string, mode: string, clients: number } & import('./pgbench.js').Measure} Cell */
/** @typedef {{ way: string, read: string, rows: number, bytes: number, milliseconds: number, cpu: number }} Bulk */
/** @typedef {{ statement: string, microseconds: number }[]} Guard */
/** @typedef {{ bulk: import('./json.js').JsonBulk[], memory: import('./json.js').JsonMemory }} Json */
/** @typedef {{ command: string, date: string, machine: string, versions: string[], load: number, seconds: number, repetitions: number }} About */

/**
 * The results as a Markdown page; every number is the median of the repetitions.
 * @param {{ about: About, cells: Cell[], bulk: Bulk[], guard: Guard | null, json: Json | null }} results
 */
export function report({ about, cells, bulk, guard, json }) {
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
  if (cells.length > 0) {
    lines.push('## pgbench -S', '');
    lines.push(
      '| protocol | clients | way | tps | of direct | of PgBouncer | p50 ms | added p50 ms | p99 ms | CPU µs |',
    );
    lines.push('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
    for (const { mode, clients } of distinct(cells, (cell) => `${cell.mode} ${cell.clients}`)) {
      const here = cells.filter((cell) => cell.mode === mode && cell.clients === clients);
      const value = (/** @type {string} */ way, /** @type {'tps' | 'p50' | 'p99' | 'cpu'} */ key) =>
        median(here.filter((cell) => cell.way === way).map((cell) => cell[key]));
      for (const { way } of distinct(here, (cell) => cell.way)) {
        const row = [
          mode,
          clients,
          way,
          Math.round(value(way, 'tps')),
          number(value(way, 'tps') / value('direct', 'tps'), 2),
          number(value(way, 'tps') / value('pgbouncer', 'tps'), 2),
          number(value(way, 'p50'), 3),
          number(value(way, 'p50') - value('direct', 'p50'), 3),
          number(value(way, 'p99'), 3),
          value(way, 'cpu') === 0 ? '' : number(value(way, 'cpu'), 1),
        ];
        lines.push(`| ${row.join(' | ')} |`);
      }
    }
    lines.push('');
  }
  if (bulk.length > 0) {
    lines.push(`## Bulk read of ${bulk[0]?.rows.toLocaleString('en')} rows`, '');
    lines.push(
      '| statement | way | rows | ms | MB/s | of direct | of PgBouncer | CPU ms |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
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
        number(speed(way) / speed('pgbouncer'), 2),
        Math.round(median(of(way).map((one) => one.cpu))) || '',
      ];
      lines.push(`| ${row.join(' | ')} |`);
    }
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
