import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfiguration } from '../../src/cli/load-configuration.js';
import { configuration } from '../settings/load.js';

const directory = mkdtempSync(join(tmpdir(), 'damask-load-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function load(text: string) {
  const path = join(directory, 'damask.yaml');
  writeFileSync(path, text);
  let err = '';
  const io = {
    environment: {},
    out: () => expect.unreachable(),
    err: (more: string) => (err += more),
    onSignal: () => () => {},
  };
  return { loaded: await loadConfiguration(path, io), err };
}

test('a configuration without fault is loaded, and its warnings are said', async () => {
  const trusting = 'principals: { app: { recipient: house, purposes: [delivery], auth: { trust: loopback } } }';
  const { loaded, err } = await load(configuration({ principals: trusting }));
  expect(loaded?.settings.version).toBe(1);
  expect(err).toMatch(
    /damask\.yaml:7:\d+: principals\.app\.auth\.trust: anybody on this machine can be `app`.* \(warning\)\n$/,
  );
});

test('the masks and the rule language are the real ones', async () => {
  const rules = (fields: string) =>
    configuration({ rules: `rules: [{ name: a, purpose: delivery, fields: { user: { mask: ${fields} } } }]` });
  expect((await load(rules('last4'))).loaded).not.toBeNull();
  expect((await load(rules('last5'))).err).toContain('rules[0].fields.user.mask: no such mask');
  const { err } = await load(
    configuration({
      rules: 'rules: [{ name: a, purpose: delivery, rows: { "shop:public.customers": "a = (SELECT 1)" } }]',
    }),
  );
  expect(err).toContain('rules[0].rows["shop:public.customers"]: ');
  expect(err).toContain('damask: the configuration can not be used: 1 fault\n');
});
