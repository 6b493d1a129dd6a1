import { expect, test } from 'vitest';
import { InvariantError } from '../../src/base/index.js';
import { buildDataMap, type DataMapInput } from '../../src/datamap/index.js';
import { plainResource } from './plain-resource.js';

const field = (category: string) => ({ category, lookup: 'none' as const, scan: false });

const customers = {
  kind: 'relation',
  store: 'shop',
  relation: { schema: 'public', name: 'customers' },
  subject: { kind: 'customer', column: 'id' },
  retain: { column: 'created_at', months: 60, days: 0 },
  columns: new Map([['id', field('user.unique_id')]]),
} satisfies DataMapInput;

const contacts = {
  kind: 'resource',
  store: 'crm',
  resource: 'GET /v1/contacts',
  ...plainResource,
  records: '$.items[*]',
  query: [{ name: 'page', field: null, values: null }],
  fields: new Map([['devices[*].ip', field('user.device.ip_address')]]),
} satisfies DataMapInput;

test('relations and resources are kept apart, each as it was read', () => {
  const { kind: _, ...relation } = customers;
  const { kind: __, ...resource } = contacts;
  expect(buildDataMap([contacts, customers])).toEqual({
    dataMap: { relations: [relation], resources: [resource] },
    warnings: [],
  });
});

test('the same name in two stores, or in two spellings that the catalog tells apart, is two relations', () => {
  const others = [
    { ...customers, store: 'other' },
    { ...customers, relation: { schema: 'public', name: 'Customers' } },
  ];
  expect(buildDataMap([customers, ...others]).dataMap.relations).toHaveLength(3);
});

test('a relation or resource that stands in it twice is a fault', () => {
  expect(() => buildDataMap([customers, { ...customers, columns: new Map() }])).toThrow(InvariantError);
  expect(() => buildDataMap([contacts, contacts])).toThrow(InvariantError);
});

test('a category that is none is a fault', () => {
  expect(() => buildDataMap([{ ...customers, columns: new Map([['id', field('user.')]]) }])).toThrow(InvariantError);
});

test('an unknown category is a warning', () => {
  const relation = { ...customers, columns: new Map([['c', field('user.nmae')]]) };
  const resource = { ...contacts, fields: new Map([['d', field('clinic')]]) };
  expect(buildDataMap([relation, resource]).warnings).toEqual([
    { path: [0, 'columns', 'c'], message: '`user.nmae` is not a known category: is `user.name` meant?' },
    { path: [1, 'fields', 'd'], message: '`clinic` is not a known category: rules must name it to show it' },
  ]);
});
