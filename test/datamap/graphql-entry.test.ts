import { expect, test } from 'vitest';
import { buildDataMap, type GraphqlEntry } from '../../src/datamap/index.js';

const field = (category: string) => ({ category, lookup: 'none' as const, scan: false });

test('each type that is spoken of is a resource of its own, under one endpoint', () => {
  const entry: GraphqlEntry = {
    store: 'crm',
    resource: 'POST /graphql',
    statuses: [200],
    headers: new Map(),
    fields: new Map([
      ['Contact.id', field('user.unique_id')],
      ['Query.count', field('system')],
      ['Contact.email', field('user.contact.emial')],
    ]),
    graphql: {
      schema: 'type Query { count: Int }',
      introspection: false,
      persisted: new Map(),
      types: new Map([
        ['Contact', { subject: { kind: 'customer', field: 'id' }, retain: null }],
        ['Order', { subject: null, retain: { field: 'at', months: 1, days: 0 } }],
      ]),
      inputs: new Map(),
      mutations: new Map(),
    },
  };
  const { dataMap, warnings } = buildDataMap([{ kind: 'graphql', ...entry }]);
  expect(
    dataMap.resources.map(({ resource, subject, retain, fields }) => [resource, subject, retain, [...fields.keys()]]),
  ).toEqual([
    ['POST /graphql Contact', { kind: 'customer', field: 'id' }, null, ['id', 'email']],
    ['POST /graphql Query', null, null, ['count']],
    ['POST /graphql Order', null, { field: 'at', months: 1, days: 0 }, []],
  ]);
  const endpoints = new Set(dataMap.resources.map(({ graphql }) => graphql?.endpoint));
  expect(endpoints.size).toBe(1);
  expect([...endpoints][0]).toMatchObject({ resource: 'POST /graphql', introspection: false });
  expect(warnings).toMatchObject([{ path: [0, 'fields', 'Contact.email'] }]);
});
