import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { key, problems } from '../settings/load.js';
import { textOf, yamlOf } from './files.js';

const folder = mkdtempSync(join(tmpdir(), 'damask-deploy-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A value for each variable that a configuration takes. */
function environmentFor(text: string): Record<string, string> {
  const names = [...text.matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name]) => name ?? '');
  return Object.fromEntries(names.map((name) => [name, `value-of-${name.toLowerCase()}`]));
}

test('the configuration of the Compose stack is valid', async () => {
  const text = textOf('deploy/compose/damask.yaml');
  expect(await problems(text, { ...environmentFor(text), DAMASK_PSEUDONYM_KEY: key })).toEqual([]);
});

test('the configuration of the Kubernetes manifests is valid', async () => {
  const [{ data }] = yamlOf('deploy/kubernetes/configmap.yaml');
  const file = join(folder, 'mounted.pem');
  writeFileSync(file, '');
  // What the pod mounts is not on this machine.
  const text = data['damask.yaml'].replace(/\/etc\/damask-(tls|store-ca)\/[\w.]+/g, file);
  const environment = { ...environmentFor(text), SHOP_URL: 'postgres://damask_gateway:secret@shop-postgres:5432/shop' };
  expect(await problems(text, { ...environment, DAMASK_PSEUDONYM_KEY: key })).toEqual([]);
});
