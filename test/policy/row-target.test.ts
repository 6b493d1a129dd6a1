import { expect, test } from 'vitest';
import { buildDataMap } from '../../src/datamap/index.js';
import { rowTarget } from '../../src/policy/row-target.js';
import { referencePolicy, relation } from './reference-policy.js';

const { dataMap } = buildDataMap([
  relation('shop', 'Orders:all', {}),
  relation('shop', 'x', {}, { relation: { schema: 'a.b', name: 'c' } }),
  relation('shop', 'x', {}, { relation: { schema: 'a', name: 'b.c' } }),
]);

test('a key names a relation of a store', () => {
  expect(rowTarget(referencePolicy.dataMap, 'shop:public.customers')).toBe(referencePolicy.dataMap.relations[0]);
  expect(rowTarget(referencePolicy.dataMap, 'other:public.customers')).toBe(referencePolicy.dataMap.relations[2]);
});

test('a relation that SQL would quote is found with its quotes and without', () => {
  expect(rowTarget(dataMap, 'shop:public."Orders:all"')).toBe(dataMap.relations[0]);
  expect(rowTarget(dataMap, 'shop:public.Orders:all')).toBe(dataMap.relations[0]);
});

test('a key that two relations could be meant by names neither', () => {
  expect(rowTarget(dataMap, 'shop:a.b.c')).toBeUndefined();
  expect(rowTarget(dataMap, 'shop:"a.b".c')).toBe(dataMap.relations[1]);
  expect(rowTarget(dataMap, 'shop:a."b.c"')).toBe(dataMap.relations[2]);
});

test('a key names a resource by method and path', () => {
  expect(rowTarget(referencePolicy.dataMap, 'crm:GET /v1/contacts')).toBe(referencePolicy.dataMap.resources[0]);
});

test.each([
  'shop:public.nowhere',
  'nowhere:public.customers',
  'public.customers',
  'crm:GET /v1/nowhere',
  '',
  ':',
  'shop:',
])('%j names nothing', (key) => {
  expect(rowTarget(referencePolicy.dataMap, key)).toBeUndefined();
});
