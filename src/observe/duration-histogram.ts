import { Histogram, type MetricObjectWithValues, type MetricValueWithName, type Registry } from 'prom-client';
import type { MetricDefinition } from './definitions.js';

type Collected = MetricObjectWithValues<MetricValueWithName<string>>;

/** A histogram of seconds without labels, whose `record` allocates nothing. */
export class DurationHistogram extends Histogram {
  readonly #definition: MetricDefinition;
  readonly #bounds: readonly number[];
  /** One more than there are bounds: the last holds what is above all of them. */
  readonly #counts: Float64Array;
  #sum = 0;

  constructor(registry: Registry, definition: MetricDefinition, bounds: readonly number[]) {
    super({ name: definition.name, help: definition.help, buckets: [...bounds], registers: [] });
    this.#definition = definition;
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
    registry.registerMetric(this);
  }

  /** A duration that is negative or not finite (a clock was set back) counts as zero. */
  record(seconds: number): void {
    const value = seconds > 0 && seconds < Number.POSITIVE_INFINITY ? seconds : 0;
    let index = 0;
    while (index < this.#bounds.length && value > (this.#bounds[index] as number)) index += 1;
    this.#counts[index] = (this.#counts[index] as number) + 1;
    this.#sum += value;
  }

  override async get(): Promise<Collected> {
    const { name, help } = this.#definition;
    const values: MetricValueWithName<string>[] = [];
    let cumulative = 0;
    for (const [index, count] of this.#counts.entries()) {
      cumulative += count;
      values.push({ metricName: `${name}_bucket`, labels: { le: this.#bounds[index] ?? '+Inf' }, value: cumulative });
    }
    values.push({ metricName: `${name}_sum`, labels: {}, value: this.#sum });
    values.push({ metricName: `${name}_count`, labels: {}, value: cumulative });
    // prom-client types this field as a numeric enum, and gives and prints the word.
    const type = 'histogram' as unknown as Collected['type'];
    return { name, help, type, values, aggregator: 'sum' } as Collected;
  }

  /** What prom-client's registry asks a histogram for when it prints. */
  getForPromString(): Promise<Collected> {
    return this.get();
  }
}
