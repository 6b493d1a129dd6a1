import type { DatabaseAverages, TrafficTotals } from '../../admin/index.js';

type Totals = ReadonlyMap<string, TrafficTotals>;

/** What databases did a second in the last whole period; before the first has passed, since the start. */
export class TrafficAverages {
  #since: { readonly atMs: number; readonly totals: Totals };
  #last: readonly DatabaseAverages[] | null = null;

  constructor(nowMs: number) {
    this.#since = { atMs: nowMs, totals: new Map() };
  }

  /** A period has passed. */
  turn(nowMs: number, totals: Totals): void {
    this.#last = this.#rates(nowMs, totals);
    this.#since = { atMs: nowMs, totals };
  }

  read(nowMs: number, totals: Totals): readonly DatabaseAverages[] {
    return this.#last ?? this.#rates(nowMs, totals);
  }

  #rates(nowMs: number, totals: Totals): DatabaseAverages[] {
    const seconds = Math.max((nowMs - this.#since.atMs) / 1000, 1);
    return [...totals].map(([database, now]) => {
      const before = this.#since.totals.get(database);
      // With a worker that ended, its counts went: less than before is nothing.
      const done = (name: keyof TrafficTotals): number => Math.max(0, now[name] - (before?.[name] ?? 0));
      const names = Object.keys(now) as (keyof TrafficTotals)[];
      const rates = Object.fromEntries(names.map((name) => [name, done(name) / seconds])) as unknown as TrafficTotals;
      return {
        ...rates,
        database,
        queryMs: done('queryMs') / Math.max(1, done('statements')),
        transactionMs: done('transactionMs') / Math.max(1, done('transactions')),
      };
    });
  }
}
