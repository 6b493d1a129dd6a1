import { expect, test } from 'vitest';
import { createMetrics, type MetricDefinition, metricDefinitions } from '../../src/observe/index.js';
import { type Document, textOf, yamlOf } from './files.js';

const dashboard: Document = JSON.parse(textOf('deploy/grafana/dashboards/damask.json'));
const [alerts] = yamlOf('deploy/prometheus/alerts.yml');
const panelQueries: string[] = dashboard.panels.flatMap(({ targets }: Document) =>
  targets.map(({ expr }: Document) => expr),
);
const alertQueries: string[] = alerts.groups.flatMap(({ rules }: Document) => rules.map(({ expr }: Document) => expr));
const queries = [...panelQueries, ...alertQueries];

const functions = new Set(['sum', 'by', 'rate', 'increase', 'histogram_quantile', 'offset']);
/** What Prometheus itself adds. */
const scrapeLabels = ['job', 'instance', 'le'];

interface Use {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** The metrics of a query, each with the labels that its matchers name. */
function uses(query: string): Use[] {
  const bare = query
    .replace(/"[^"]*"/g, '""')
    .replace(/\bby \([^)]*\)/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/offset \w+/g, '');
  return [...bare.matchAll(/([a-z_][a-z0-9_]*)\s*(\{[^}]*\})?/g)]
    .map(([, metric = '', matchers = '']) => ({
      metric,
      labels: [...matchers.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
    }))
    .filter(({ metric, labels }) => labels.length > 0 || !functions.has(metric))
    .filter(({ metric }) => !functions.has(metric) && !scrapeLabels.includes(metric));
}

function definitionOf(metric: string): MetricDefinition | undefined {
  const definitions: readonly MetricDefinition[] = Object.values(metricDefinitions);
  return definitions.find(
    ({ name, type }) =>
      name === metric || (type === 'histogram' && metric.replace(/_(bucket|sum|count)$/, '') === name),
  );
}

test('every metric in the dashboard and the alerts is one that the gateway gives', async () => {
  const { body } = await createMetrics({ stores: ['shop'], purposes: ['marketing'] }).text();
  const given = new Set(body.split('\n').map((line) => /^([a-z0-9_]+)[ {]/.exec(line)?.[1]));
  const used = queries.flatMap(uses).map(({ metric }) => metric);
  expect(used.length).toBeGreaterThan(25);
  for (const metric of used)
    expect(metric === 'up' || definitionOf(metric) !== undefined || given.has(metric)).toBe(true);
});

test('every label asked for is one that the metric has', () => {
  for (const query of queries) {
    const known = uses(query).flatMap(({ metric }) => [...scrapeLabels, ...(definitionOf(metric)?.labels ?? [])]);
    for (const { metric, labels } of uses(query)) {
      const own = [...scrapeLabels, ...(definitionOf(metric)?.labels ?? [])];
      for (const label of labels) expect(own).toContain(label);
    }
    for (const [, list = ''] of query.matchAll(/\bby \(([^)]*)\)/g)) {
      for (const label of list.split(',').map((part) => part.trim())) expect(known).toContain(label);
    }
  }
});

test('label values asked for are ones that occur', async () => {
  const { body } = await createMetrics({ stores: ['shop'], purposes: ['marketing'] }).text();
  for (const query of queries) {
    for (const [pair, label] of query.matchAll(/\b(verdict|result|reason|message|decision)="[a-z_]+"/g)) {
      expect(label).toBeDefined();
      expect(body).toContain(pair);
    }
  }
});

test('every metric of our own is on the dashboard', () => {
  const shown = new Set(panelQueries.flatMap(uses).map(({ metric }) => definitionOf(metric)?.name));
  for (const { name } of Object.values(metricDefinitions)) expect(shown).toContain(name);
});

test('a counter is shown as a rate or an increase, never bare', () => {
  for (const query of queries) {
    const bare = query.replace(/\b(rate|increase)\([^()]*\)/g, '');
    expect(bare).not.toMatch(/_total\b/);
  }
});

test('parentheses, braces and quotes of each query are closed', () => {
  for (const query of queries) {
    for (const [open, close] of ['()', '{}', '[]']) {
      expect(query.split(open ?? '').length).toBe(query.split(close ?? '').length);
    }
    expect(query.split('"').length % 2).toBe(1);
  }
});

test('panels have titles, ids of their own, and do not lie on each other', () => {
  const taken = new Set<string>();
  const ids = new Set<number>();
  for (const { id, title, gridPos } of dashboard.panels) {
    expect(title).not.toBe('');
    ids.add(id);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        expect(x).toBeLessThan(24);
        expect(taken.has(`${x},${y}`)).toBe(false);
        taken.add(`${x},${y}`);
      }
    }
  }
  expect(ids.size).toBe(dashboard.panels.length);
});
