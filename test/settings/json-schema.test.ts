import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { settingsJsonSchema } from '../../src/settings/index.js';

const published = new URL('../../config/damask.schema.json', import.meta.url);

test('the published JSON Schema is the one that the schema gives', async () => {
  // `npx vitest run test/settings/json-schema.test.ts -u` writes it anew.
  await expect(`${JSON.stringify(settingsJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(published.pathname);
});

test('it describes every section and refuses unknown keys', async () => {
  const schema = JSON.parse(await readFile(published, 'utf8'));
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(schema.additionalProperties).toBe(false);
  expect(schema.required).toEqual(['version', 'listen', 'stores']);
  for (const [name, section] of Object.entries<{ description?: string }>(schema.properties)) {
    expect(section.description, name).toMatch(/\.$/);
  }
});

test('by it, an editor accepts the reference configuration and marks what is wrong', async () => {
  const schema = z.fromJSONSchema(JSON.parse(await readFile(published, 'utf8')));
  const reference = parse(await readFile(new URL('damask.yaml', published), 'utf8'));
  expect(schema.safeParse(reference).error?.issues).toBeUndefined();
  const wrong = {
    ...reference,
    listen: { postgres: { port: 'x' } },
    keys: { pseudonym: [{ id: 'k', secret: 'short' }] },
  };
  expect(schema.safeParse(wrong).error?.issues.map(({ path }) => path.join('.'))).toEqual([
    'listen.postgres.port',
    'keys.pseudonym.0.secret',
  ]);
});
