import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { configuration, load, problems } from './load.js';

const directory = mkdtempSync(join(tmpdir(), 'damask-secret-'));
writeFileSync(join(directory, 'password'), 'from a file\n');

const withPassword = (password: string) =>
  configuration({
    principals: `principals: { app: { recipient: house, purposes: [delivery], auth: { password: ${password} } } }`,
  });

const passwordOf = async (password: string, environment: Record<string, string> = {}) =>
  (await load(withPassword(password), environment)).settings.principals.get('app')?.auth.password?.reveal();

test.each([
  ['"${PW}"', { PW: 'hunter2' }, 'hunter2'],
  ['"a${PW}b${PW}"', { PW: '-' }, 'a-b-'],
  ['"${PW:-other}"', { PW: 'hunter2' }, 'hunter2'],
  ['"${PW:-other}"', {}, 'other'],
  ['"${PW:-other}"', { PW: '' }, 'other'],
  ['"$${PW}"', {}, '${PW}'],
  ['"a$4096:x"', {}, 'a$4096:x'],
  ['"${PW}"', { PW: '${OTHER}' }, '${OTHER}'],
  ['"${PW}"', { PW: `file:${directory}/password` }, `file:${directory}/password`],
  [`"file:${directory}/password"`, {}, 'from a file'],
  ['"file:${DIR}/password"', { DIR: directory }, 'from a file'],
  ['"12345"', {}, '12345'],
])('%s with %j is %s', async (written, environment, password) => {
  expect(await passwordOf(written, environment)).toBe(password);
});

test.each([
  ['"${PW}"', 'principals.app.auth.password: the environment variable `PW` is not set'],
  ['"${PW:-}"', 'principals.app.auth.password: must not be empty'],
  ['"${PW"', 'write `${NAME}`'],
  ['"${1X}"', 'write `${NAME}`'],
  [`"file:${directory}/nothing"`, `the file \`${directory}/nothing\` does not exist`],
  [`"file:${directory}"`, 'is a directory'],
  ['"file:${DIR:-relative}/x"', '`file:` takes an absolute path'],
  ['12345', 'principals.app.auth.password: must be text'],
])('%s is refused', async (written, message) => {
  const found = await problems(withPassword(written));
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(message);
});

test('numbers may come from the environment', async () => {
  const listen = 'listen: { postgres: { port: "${PORT:-7000}", max_packet_size: "${SIZE}" } }';
  const { settings } = await load(configuration({ listen }), { SIZE: '1MB' });
  expect(settings.listen.postgres).toMatchObject({ port: 7000, messageBytesMax: 1_048_576 });
});

test('what the environment brings is never shown, however wrong it is', async () => {
  const canary = 'C4N4RY';
  const scalar = '"${X}"';
  const yaml = configuration({
    listen: `listen: { postgres: { host: ${scalar}, port: ${scalar}, client_login_timeout: ${scalar}, max_packet_size: ${scalar} } }`,
    keys: `keys: { pseudonym: [{ id: k1, secret: ${scalar} }] }`,
    stores: `stores: { shop: { kind: postgres, url: ${scalar} }, b: { kind: ${scalar} } }`,
    principals: `principals: { app: { recipient: house, purposes: [delivery], may: [${scalar}], auth: { scram: ${scalar}, api_key: ${scalar} } } }`,
  });
  const found = await problems(yaml, { X: canary });
  expect(found.length).toBeGreaterThan(8);
  expect(found.join('\n')).not.toContain(canary);
});

test('secrets are wrapped, so that settings can be printed', async () => {
  const yaml = configuration({
    stores: 'stores: { shop: { kind: postgres, url: "postgres://damask:C4N4RY@127.0.0.1/shop" } }',
    principals: 'principals: { app: { recipient: house, purposes: [delivery], auth: { password: C4N4RY } } }',
    listen: 'listen: { postgres: {}, admin: { token: C4N4RY } }',
  });
  const { settings } = await load(yaml);
  expect(inspect(settings, { depth: null })).not.toContain('C4N4RY');
  const store = settings.stores.get('shop');
  expect(store?.kind === 'postgres' && store.server.password?.reveal()).toBe('C4N4RY');
});
