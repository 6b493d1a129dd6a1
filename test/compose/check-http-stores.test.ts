import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkStores, readConfiguration } from '../../src/compose.js';
import { reference } from '../http/reference.js';
import { ScriptedService } from '../http/service.js';

let service: ScriptedService;
const directory = mkdtempSync(join(tmpdir(), 'damask-check-http-'));
beforeAll(async () => {
  service = await ScriptedService.open();
});
afterAll(async () => {
  await service.close();
  rmSync(directory, { recursive: true });
});

async function findings(yaml: string): Promise<readonly string[]> {
  const file = join(directory, 'damask.yaml');
  writeFileSync(file, yaml.replaceAll('{PORT}', String(service.port)));
  return (await checkStores(await readConfiguration(file, {}))).map(
    ({ severity, key, message }) => `${severity} ${key}: ${message}`,
  );
}

test('a store that answers is not asked for anything', async () => {
  expect(await findings(reference())).toEqual([]);
  expect(service.requests).toEqual([]);
});

test('one that is not on this machine should ask the gateway who it is', async () => {
  // An address for documentation (RFC 5737): nobody answers there.
  const away = reference().replace('http://127.0.0.1:{PORT}', 'https://192.0.2.1');
  expect(await findings(away)).toContainEqual(
    expect.stringMatching(/^warning stores\.crm\.url: the gateway shows no credential/),
  );
  const key = Buffer.alloc(32, 3).toString('base64');
  const proven = reference({ store: `, assertion_key: "${key}"` }).replace(
    'http://127.0.0.1:{PORT}',
    'https://192.0.2.1',
  );
  expect((await findings(proven)).filter((finding) => finding.startsWith('warning stores'))).toEqual([]);
}, 20_000);

test('one that does not is an error, and so is a mask that does not take a member’s type', async () => {
  expect(await findings(reference({ store: ', set_headers: { authorization: x }' }).replace('{PORT}', '1'))).toEqual([
    'error stores.crm.url: can not be connected to',
  ]);
  const typed = reference({ store: ', set_headers: { authorization: x }' }).replace(
    'ssn: user.government_id',
    'ssn: { category: user.government_id, type: int8 }',
  );
  expect(await findings(typed)).toContainEqual(
    'error rules[0].fields["user.government_id"].mask: mask `last4` does not take `int8`, so `ssn` of `crm:GET /v1/contacts` is null instead',
  );
});
