import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { loadSettings } from '../../src/settings/index.js';
import { apiKeyHashes } from '../fixtures/api-keys.js';
import { key, languages } from './load.js';

const path = new URL('../../config/damask.yaml', import.meta.url).pathname;

const environment = {
  SHOP_URL: 'postgres://damask:pw@127.0.0.1:5432/shop',
  CRM_URL: 'http://127.0.0.1:4000',
  DAMASK_PSEUDONYM_KEY: key,
  ...apiKeyHashes,
  STOREFRONT_PASSWORD: 'one',
  MAILER_PASSWORD: 'two',
  ANALYST_PASSWORD: 'three',
};

test('the reference configuration is accepted without a warning', async () => {
  const { settings, warnings } = await loadSettings({ path, environment, languages });
  expect(warnings).toEqual([]);
  expect([...settings.principals.keys()]).toEqual(['storefront', 'mailer', 'analyst']);
});

test.each(Object.keys(environment))('the reference configuration ships no default for %s', async (name) => {
  const { [name]: _, ...rest } = environment as Record<string, string>;
  await expect(loadSettings({ path, environment: rest, languages })).rejects.toThrow(`\`${name}\` is not set`);
});

test('the reference configuration names its schema for editors', async () => {
  const [first] = (await readFile(path, 'utf8')).split('\n');
  expect(first).toBe('# yaml-language-server: $schema=./damask.schema.json');
});
