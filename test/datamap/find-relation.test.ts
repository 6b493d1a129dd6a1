import { expect, test } from 'vitest';
import { buildDataMap, findRelation, findResource, relationsOf } from '../../src/datamap/index.js';

const result = buildDataMap([
  { store: 'shop', relation: 'public.customers', columns: { id: 'user.unique_id' } },
  { store: 'shop', relation: 'public."Orders"', columns: { id: 'system.operations' } },
  { store: 'other', relation: 'public.customers', columns: { id: 'user' } },
  { store: 'crm', resource: 'GET /v1/contacts', records: '$', fields: {} },
]);
if (result.kind === 'invalid') throw new Error('the map is valid');
const { dataMap } = result;

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
