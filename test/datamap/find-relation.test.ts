import { expect, test } from 'vitest';
import { buildDataMap, type DataMapInput, findRelation, findResource, relationsOf } from '../../src/datamap/index.js';
import { plainResource } from './plain-resource.js';

const relation = (store: string, name: string): DataMapInput => ({
  kind: 'relation',
  store,
  relation: { schema: 'public', name },
  subject: null,
  retain: null,
  columns: new Map(),
});

const { dataMap } = buildDataMap([
  relation('shop', 'customers'),
  relation('shop', 'Orders'),
  relation('other', 'customers'),
  {
    kind: 'resource',
    store: 'crm',
    resource: 'GET /v1/contacts',
    ...plainResource,
    fields: new Map(),
  },
]);

test('a relation is found by store and exact catalog names', () => {
  expect(findRelation(dataMap, 'shop', 'public', 'customers')).toBe(dataMap.relations[0]);
  expect(findRelation(dataMap, 'shop', 'public', 'Orders')).toBe(dataMap.relations[1]);
  expect(findRelation(dataMap, 'other', 'public', 'customers')).toBe(dataMap.relations[2]);
});

test.each([
  ['shop', 'public', 'orders'],
  ['shop', 'private', 'customers'],
  ['nowhere', 'public', 'customers'],
  ['shop:public', 'customers', ''],
  ['shop', '', 'public.customers'],
])('%s, %s, %s is not in the map', (store, schema, name) => {
  expect(findRelation(dataMap, store, schema, name)).toBeUndefined();
});

test('a resource is found by store, method and path', () => {
  expect(findResource(dataMap, 'crm', 'GET /v1/contacts')).toBe(dataMap.resources[0]);
  expect(findResource(dataMap, 'crm', 'POST /v1/contacts')).toBeUndefined();
});

test('the relations of a store come in the order of the configuration', () => {
  expect(relationsOf(dataMap, 'shop').map((entry) => entry.relation.name)).toEqual(['customers', 'Orders']);
  expect(relationsOf(dataMap, 'nowhere')).toEqual([]);
});
