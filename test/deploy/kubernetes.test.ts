import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Document, pathOf, yamlOf } from './files.js';

const folder = 'deploy/kubernetes';
const [kustomization] = yamlOf(`${folder}/kustomization.yaml`);
const resources: Document[] = kustomization.resources.flatMap((file: string) => yamlOf(`${folder}/${file}`));
const of = (kind: string): Document[] => resources.filter((resource) => resource.kind === kind);
const [deployment] = of('Deployment');
const pod = deployment.spec.template.spec;
const [container] = pod.containers;
const podLabels = deployment.spec.template.metadata.labels;
const settings = parse(of('ConfigMap')[0].data['damask.yaml']);
const portsByName = new Map(container.ports.map((port: Document) => [port.name, port.containerPort]));

test('every manifest has a version, a kind and a name, and no name stands twice', () => {
  for (const { apiVersion, kind, metadata } of resources) {
    expect(apiVersion).toMatch(/^([a-z0-9.]+\/)?v\d+$/);
    expect(metadata.name).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(kind).toMatch(/^[A-Z]/);
  }
  const names = resources.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  expect(new Set(names).size).toBe(names.length);
});

test('all manifests are applied, but for the template of the secret', () => {
  const files = readdirSync(pathOf(folder)).filter((file) => file !== 'kustomization.yaml');
  expect(files.filter((file) => !kustomization.resources.includes(file))).toEqual(['secret.example.yaml']);
  expect(of('Secret')).toEqual([]);
});

test('the pod runs as no root, without privileges, on a read-only file system', () => {
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(pod.securityContext.runAsUser).toBeGreaterThan(0);
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  expect(pod.automountServiceAccountToken).toBe(false);
});

test('probes ask health for life, and readiness for traffic, on a port that exists', () => {
  expect(container.livenessProbe.httpGet).toEqual({ path: '/healthz', port: 'admin' });
  expect(container.startupProbe.httpGet).toEqual({ path: '/healthz', port: 'admin' });
  expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'admin' });
});

test('the ports are those of the configuration', () => {
  expect(portsByName.get('postgres')).toBe(settings.listen.postgres.port);
  expect(portsByName.get('admin')).toBe(settings.listen.admin.port);
  for (const service of of('Service')) {
    expect(service.spec.selector).toEqual(podLabels);
    for (const { targetPort } of service.spec.ports) expect([...portsByName.keys()]).toContain(targetPort);
  }
});

test('the pod has time to let its clients end', () => {
  const seconds = Number(/^(\d+)s$/.exec(settings.listen.postgres.shutdown_timeout)?.[1]);
  const waitMs = Number(/(\d+)\)$/.exec(container.lifecycle.preStop.exec.command[2])?.[1]);
  expect(seconds + waitMs / 1000).toBeLessThan(pod.terminationGracePeriodSeconds);
});

test('every volume that is mounted is there, and each file of the configuration lies in one', () => {
  const volumes = pod.volumes.map(({ name }: Document) => name);
  for (const { name } of container.volumeMounts) expect(volumes).toContain(name);
  const folders = container.volumeMounts.map(({ mountPath }: Document) => mountPath);
  const { cert, key } = settings.listen.postgres.tls;
  for (const file of [cert, key, settings.stores.shop.tls.ca]) {
    expect(folders).toContain(file.slice(0, file.lastIndexOf('/')));
  }
  expect(container.args).toEqual(['start', '--config', '/etc/damask']);
  expect(folders).toContain('/etc/damask');
});

test('the secret has each variable of the configuration, and nothing secret in it', () => {
  const [secret] = yamlOf(`${folder}/secret.example.yaml`);
  const wanted = [...of('ConfigMap')[0].data['damask.yaml'].matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name]) => name);
  expect(Object.keys(secret.stringData).sort()).toEqual([...new Set(wanted)].sort());
  for (const value of Object.values(secret.stringData)) expect(value).toContain('REPLACE-ME');
  expect(container.envFrom).toEqual([{ secretRef: { name: secret.metadata.name } }]);
});

test('only the gateway reaches the database, and the gateway reaches only the database and names', () => {
  const policies = new Map(of('NetworkPolicy').map((policy) => [policy.metadata.name, policy.spec]));
  const store = policies.get('shop-postgres');
  expect(store.policyTypes).toEqual(['Ingress']);
  expect(store.ingress).toEqual([
    { from: [{ podSelector: { matchLabels: podLabels } }], ports: [{ protocol: 'TCP', port: 5432 }] },
  ]);
  const gateway = policies.get('damask');
  expect(gateway.podSelector.matchLabels).toEqual(podLabels);
  expect(gateway.policyTypes).toEqual(['Ingress', 'Egress']);
  const reached = gateway.egress.flatMap(({ ports }: Document) => ports.map(({ port }: Document) => port));
  expect([...new Set(reached)].sort()).toEqual([53, 5432]);
  const open = gateway.ingress.flatMap(({ ports }: Document) => ports.map(({ port }: Document) => port));
  expect(open.sort()).toEqual([...portsByName.values()].sort());
});

test('disruption and scaling speak of the deployment', () => {
  expect(of('PodDisruptionBudget')[0].spec.selector.matchLabels).toEqual(podLabels);
  expect(of('PodDisruptionBudget')[0].spec.minAvailable).toBeLessThan(deployment.spec.replicas);
  const [scaler] = of('HorizontalPodAutoscaler');
  expect(scaler.spec.scaleTargetRef.name).toBe(deployment.metadata.name);
  expect(container.resources.requests.cpu).toBeDefined();
});
