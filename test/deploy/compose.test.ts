import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Document, pathOf, textOf, yamlOf } from './files.js';

const file = 'deploy/compose/compose.yaml';
const [compose] = yamlOf(file);
const services: Record<string, Document> = compose.services;
const here = (path: string) => join(dirname(pathOf(file)), path);

test('there are a gateway, a PostgreSQL, a Prometheus and a Grafana, each with an image that names its version', () => {
  expect(Object.keys(services).sort()).toEqual(['gateway', 'grafana', 'postgres', 'prometheus']);
  for (const { image } of Object.values(services)) expect(image).toMatch(/^[a-z/]+:v?\d[\w.-]*$/);
});

test('all that is mounted exists', () => {
  const mounts = Object.values(services).flatMap(({ volumes = [] }) => volumes as string[]);
  const files = mounts.map((mount) => mount.split(':')[0] ?? '').filter((source) => source.startsWith('.'));
  expect(files.length).toBeGreaterThan(3);
  for (const source of files) expect(existsSync(here(source))).toBe(true);
  const named = mounts.map((mount) => mount.split(':')[0] ?? '').filter((source) => !source.startsWith('.'));
  for (const name of named) expect(Object.keys(compose.volumes)).toContain(name);
  expect(existsSync(join(here(services.gateway.build), 'Dockerfile'))).toBe(true);
});

test('what is named is declared', () => {
  for (const service of Object.values(services)) {
    for (const network of service.networks) expect(Object.keys(compose.networks)).toContain(network);
    for (const secret of service.secrets ?? []) expect(Object.keys(compose.secrets)).toContain(secret);
    const before = Array.isArray(service.depends_on) ? service.depends_on : Object.keys(service.depends_on ?? {});
    for (const name of before) expect(Object.keys(services)).toContain(name);
  }
});

test('every port is on loopback, and none twice', () => {
  const ports = Object.values(services).flatMap((service) => (service.ports ?? []) as string[]);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  expect(new Set(ports.map((port) => port.split(':')[1])).size).toBe(ports.length);
});

test('the published port is the one that the gateway listens on', () => {
  const { listen } = parse(textOf('deploy/compose/damask.yaml'));
  expect(services.gateway.ports).toEqual([`127.0.0.1:6432:${listen.postgres.port}`]);
});

test('the store is reachable through the gateway alone', () => {
  expect(services.postgres.ports).toBeUndefined();
  expect(compose.networks.database.internal).toBe(true);
  const onNetwork = Object.entries(services).filter(([, { networks }]) => networks.includes('database'));
  expect(onNetwork.map(([name]) => name).sort()).toEqual(['gateway', 'postgres']);
});

test('the gateway runs without privileges on a read-only file system', () => {
  expect(services.gateway).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  expect(services.gateway.security_opt).toEqual(['no-new-privileges:true']);
});

test('each variable is in the example, and each secret in it is empty', () => {
  const used = new Set([...textOf(file).matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name));
  const lines = textOf('deploy/compose/.env.example')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line));
  const example = new Map(lines.map((line) => line.split('=') as [string, string]));
  expect([...example.keys()].sort()).toEqual([...used].sort());
  expect([...example.values()].every((value) => value === '')).toBe(true);
});

test("the gateway gets each variable of its configuration, and the database's first script each of its own", () => {
  const wanted = [...textOf('deploy/compose/damask.yaml').matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name]) => name ?? '');
  expect(wanted.length).toBeGreaterThan(4);
  for (const name of wanted) expect(Object.keys(services.gateway.environment)).toContain(name);
  expect(Object.keys(services.postgres.environment)).toContain('GATEWAY_DB_PASSWORD');
  expect(statSync(here('initdb/10-shop.sh')).mode & 0o111).not.toBe(0);
});

test('Prometheus scrapes the port on which the gateway answers, with its token', () => {
  const [prometheus] = yamlOf('deploy/prometheus/prometheus.yml');
  const { listen } = parse(textOf('deploy/compose/damask.yaml'));
  const [job] = prometheus.scrape_configs;
  expect(job.static_configs[0].targets).toEqual([`gateway:${listen.admin.port}`]);
  expect(job.authorization.credentials_file).toBe('/run/secrets/admin_token');
  expect(services.prometheus.secrets).toEqual(['admin_token']);
  expect(compose.secrets.admin_token.environment).toBe('DAMASK_ADMIN_TOKEN');
});

test('Grafana finds the data source that the dashboard asks, and the folder with it', () => {
  const [sources] = yamlOf('deploy/grafana/provisioning/datasources/prometheus.yaml');
  expect(sources.datasources[0]).toMatchObject({ type: 'prometheus', url: 'http://prometheus:9090' });
  const [providers] = yamlOf('deploy/grafana/provisioning/dashboards/damask.yaml');
  const folder = providers.providers[0].options.path;
  expect(services.grafana.volumes).toContain(`../grafana/dashboards:${folder}:ro`);
});
