import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { explainExchange } from '../../../src/compose/explain-exchange.js';
import { readConfiguration } from '../../../src/compose/read-configuration.js';
import { sdl } from './contacts.js';
import { configuration } from './graphql-gateway.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'damask-graphql-explain-'));
  await writeFile(join(directory, 'contacts.graphql'), sdl);
  const yaml = configuration('contacts.graphql').replaceAll('{PORT}', '1');
  await writeFile(join(directory, 'damask.yaml'), yaml);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('a GraphQL resource is explained type by type', async () => {
  const { settings } = await readConfiguration(join(directory, 'damask.yaml'), {});
  const explained = await explainExchange({
    settings,
    principal: 'clerk',
    purpose: 'fulfilment',
    database: null,
    statement: 'POST /crm/graphql',
  });
  expect(explained).toMatchObject({ verdict: 'guarded', sent: 'POST /graphql', refusal: null });
  expect(explained.relations.map(({ relation }) => relation)).toEqual([
    'POST /graphql Contact',
    'POST /graphql Address',
    'POST /graphql Company',
    'POST /graphql Query',
  ]);
  const [contact] = explained.relations;
  expect(contact?.fields.find(({ column }) => column === 'ssn')).toMatchObject({ decision: 'mask', writable: false });
  expect(contact?.rows).toEqual([{ kind: 'rule', rule: 'deliver', requires: "city <> 'Paris' or city is null" }]);
});
