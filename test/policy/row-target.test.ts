import { expect, test } from 'vitest';
import { rowTarget } from '../../src/policy/row-target.js';
import { dataMap, referencePolicy } from './reference-policy.js';

test('a key names a relation of a store, written as SQL writes it', () => {
  const map = dataMap([{ store: 'shop', relation: 'public."Orders:all"', columns: {} }]);
  expect(rowTarget(map, 'shop:public."Orders:all"')).toBe(map.relations[0]);
  expect(rowTarget(referencePolicy.dataMap, 'shop:PUBLIC.Customers')).toBe(referencePolicy.dataMap.relations[0]);
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
