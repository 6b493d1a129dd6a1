import { AggregatorRegistry, type PrometheusContentType, Registry } from 'prom-client';

/** What a process's metrics stood at, as plain data: processes send it to each other. */
export type MetricsSnapshot = readonly object[];

/**
 * The exposition of several processes' metrics as one: counters, histograms and most gauges are added up. The rest is as
 * prom-client says of each (an average for the lag of event loops, the first one's for versions).
 */
export async function textOfSnapshots(
  snapshots: readonly MetricsSnapshot[],
): Promise<{ readonly contentType: string; readonly body: string }> {
  const sum = sumOf(snapshots);
  return { contentType: sum.contentType, body: await sum.metrics() };
}

/**
 * What must go on to be counted of processes that are gone, or counters would fall: counters and histograms. Gauges went
 * with them.
 */
export function keepCounts(snapshots: readonly MetricsSnapshot[]): MetricsSnapshot {
  // What prom-client sums up has its values with it.
  const sums: readonly object[] = sumOf(snapshots).getMetricsAsArray();
  return (sums as readonly Sum[])
    .filter(({ type }) => type === 'counter' || type === 'histogram')
    .map(({ name, help, type, values, aggregator }) => ({ name, help, type, values, aggregator }));
}

interface Sum {
  readonly name: string;
  readonly help: string;
  readonly type: unknown;
  readonly values: readonly object[];
  readonly aggregator: string;
}

function sumOf(snapshots: readonly MetricsSnapshot[]): Registry {
  const registry = AggregatorRegistry.aggregate<PrometheusContentType>(snapshots.map((snapshot) => [...snapshot]));
  registry.setContentType(Registry.PROMETHEUS_CONTENT_TYPE);
  return registry;
}
