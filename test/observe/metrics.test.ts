import { expect, test } from 'vitest';
import { createMetrics, type Metrics, metricDefinitions, refusalReasons } from '../../src/observe/index.js';

const names = { stores: ['shop'], purposes: ['marketing', 'analytics'] };

async function lines(metrics: Metrics): Promise<string[]> {
  return (await metrics.text()).body.split('\n');
}

test('every metric defined stands in the text with its type, before anything has happened', async () => {
  const text = await lines(createMetrics(names));
  for (const { name, type } of Object.values(metricDefinitions)) expect(text).toContain(`# TYPE ${name} ${type}`);
});

test('every metric of our own in the text is defined', async () => {
  const text = await lines(createMetrics(names));
  const found = text.filter((line) => line.startsWith('# TYPE damask_')).map((line) => line.split(' ')[2]);
  expect(found.sort()).toEqual(
    Object.values(metricDefinitions)
      .map(({ name }) => name)
      .sort(),
  );
});

test('the metrics of process and Node keep their usual names', async () => {
  const { body, contentType } = await createMetrics(names).text();
  expect(body).toContain('\nprocess_resident_memory_bytes ');
  expect(body).toContain('\nnodejs_heap_size_used_bytes ');
  expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
});

test('series of the configured names stand at zero from the start', async () => {
  const text = await lines(createMetrics(names));
  expect(text).toContain('damask_statements_total{store="shop",purpose="marketing",verdict="guarded"} 0');
  expect(text).toContain('damask_fields_total{store="shop",purpose="analytics",decision="mask"} 0');
  expect(text).toContain('damask_tripwire_total 0');
  expect(text).toContain('damask_connections 0');
  for (const reason of refusalReasons) expect(text).toContain(`damask_refusals_total{reason="${reason}"} 0`);
});

test('what is counted shows', async () => {
  const metrics = createMetrics(names);
  const scope = metrics.scope('shop', 'marketing');
  scope.statement('guarded');
  scope.statement('guarded');
  scope.fields('withhold', 3);
  metrics.scope('shop', null).statement('refused');
  metrics.refusal('refused');
  metrics.rows(42);
  metrics.guardCache('miss');
  metrics.tripwire();
  metrics.scrubbed('notice');
  metrics.pinned('listen');
  metrics.connectionOpened();
  metrics.connectionOpened();
  metrics.connectionClosed();
  metrics.watchPool('shop', () => ({ active: 2, idle: 5, connecting: 1, waiting: 9 }));
  const text = await lines(metrics);
  expect(text).toContain('damask_statements_total{store="shop",purpose="marketing",verdict="guarded"} 2');
  expect(text).toContain('damask_statements_total{store="shop",purpose="none",verdict="refused"} 1');
  expect(text).toContain('damask_fields_total{store="shop",purpose="marketing",decision="withhold"} 3');
  expect(text).toContain('damask_refusals_total{reason="refused"} 1');
  expect(text).toContain('damask_rows_total 42');
  expect(text).toContain('damask_guard_cache_total{result="miss"} 1');
  expect(text).toContain('damask_tripwire_total 1');
  expect(text).toContain('damask_scrubbed_total{message="notice"} 1');
  expect(text).toContain('damask_pool_pins_total{reason="listen"} 1');
  expect(text).toContain('damask_connections 1');
  expect(text).toContain('damask_pool_connections{store="shop",state="waiting"} 9');
});

test('scraping twice counts nothing twice', async () => {
  const metrics = createMetrics(names);
  metrics.rows(5);
  await metrics.text();
  expect(await lines(metrics)).toContain('damask_rows_total 5');
});

test('a name that is not configured counts as other, so a caller can make no series', async () => {
  const metrics = createMetrics(names);
  for (let index = 0; index < 1000; index += 1) {
    metrics.scope(`store${index}`, `purpose-canary-${index}`).statement('refused');
    metrics.refusal(`reason-canary-${index}`);
    metrics.watchPool(`store${index}`, () => ({ active: 1, idle: 0, connecting: 0, waiting: 0 }));
  }
  const text = await lines(metrics);
  expect(text).toContain('damask_statements_total{store="other",purpose="other",verdict="refused"} 1000');
  expect(text).toContain('damask_refusals_total{reason="other"} 1000');
  expect(text.join('\n')).not.toContain('canary');
});

test('after a reload new names count, and what was counted stays', async () => {
  const metrics = createMetrics(names);
  metrics.scope('shop', 'marketing').statement('passed');
  metrics.rename({ stores: ['shop'], purposes: ['fulfilment'] });
  metrics.scope('shop', 'marketing').statement('passed');
  const text = await lines(metrics);
  expect(text).toContain('damask_statements_total{store="shop",purpose="marketing",verdict="passed"} 1');
  expect(text).toContain('damask_statements_total{store="shop",purpose="other",verdict="passed"} 1');
  expect(text).toContain('damask_statements_total{store="shop",purpose="fulfilment",verdict="passed"} 0');
});

test('a histogram is cumulative, in seconds, with a bound that includes its own value', async () => {
  const metrics = createMetrics(names);
  for (const seconds of [0.0001, 0.0002, 0.5, 99]) metrics.statementSeconds(seconds);
  const text = await lines(metrics);
  expect(text).toContain('damask_statement_seconds_bucket{le="0.0001"} 1');
  expect(text).toContain('damask_statement_seconds_bucket{le="0.00025"} 2');
  expect(text).toContain('damask_statement_seconds_bucket{le="0.25"} 2');
  expect(text).toContain('damask_statement_seconds_bucket{le="0.5"} 3');
  expect(text).toContain('damask_statement_seconds_bucket{le="30"} 3');
  expect(text).toContain('damask_statement_seconds_bucket{le="+Inf"} 4');
  expect(text).toContain('damask_statement_seconds_count 4');
  expect(text.find((line) => line.startsWith('damask_statement_seconds_sum'))).toBe(
    'damask_statement_seconds_sum 99.5003',
  );
});

test('a duration that cannot be one counts as zero', async () => {
  const metrics = createMetrics(names);
  for (const seconds of [-1, Number.NaN, Number.POSITIVE_INFINITY]) metrics.guardSeconds(seconds);
  const text = await lines(metrics);
  expect(text).toContain('damask_guard_seconds_bucket{le="0.000005"} 3');
  expect(text).toContain('damask_guard_seconds_sum 0');
});
