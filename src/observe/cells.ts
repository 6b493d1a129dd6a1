import { Counter, type Registry } from 'prom-client';
import type { MetricDefinition } from './definitions.js';
import { OTHER } from './labels.js';

/**
 * One series of a counter: a number that the data path adds to, read at scrape time. prom-client's own `inc` hashes its
 * labels at each call, which costs more than what it counts.
 */
export class CounterCell {
  #value = 0;

  add(count: number): void {
    this.#value += count;
  }

  get value(): number {
    return this.#value;
  }
}

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly cell: CounterCell;
}

/** A counter made of cells. A cell stands in the text, at zero, from the moment it is first asked for. */
export class CellCounter {
  readonly #series = new Map<string, Series>();
  readonly #labelNames: readonly string[];

  constructor(registry: Registry, definition: MetricDefinition) {
    this.#labelNames = definition.labels;
    const all = this.#series;
    new Counter({
      name: definition.name,
      help: definition.help,
      labelNames: definition.labels,
      registers: [registry],
      collect() {
        this.reset();
        for (const { labels, cell } of all.values()) this.inc(labels, cell.value);
      },
    });
  }

  /** The series with these label values, in the definition's order. Keep it: this look-up is not for the data path. */
  cell(...values: readonly string[]): CounterCell {
    const key = values.join('\u0000');
    const known = this.#series.get(key);
    if (known) return known.cell;
    const labels = Object.fromEntries(this.#labelNames.map((name, index) => [name, values[index] ?? '']));
    const cell = new CounterCell();
    this.#series.set(key, { labels, cell });
    return cell;
  }
}

/** The series of a counter with one label whose values are a fixed list; a value outside it counts as `other`. */
export class ListedCells {
  readonly #counter: CellCounter;
  readonly #cells: ReadonlyMap<string, CounterCell>;

  constructor(counter: CellCounter, values: readonly string[]) {
    this.#counter = counter;
    this.#cells = new Map(values.map((value) => [value, counter.cell(value)]));
  }

  add(value: string, count: number): void {
    (this.#cells.get(value) ?? this.#counter.cell(OTHER)).add(count);
  }
}
