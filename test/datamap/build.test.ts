import { expect, test } from 'vitest';
import { buildDataMap, type DataMapInput } from '../../src/datamap/index.js';

const customers = {
  store: 'shop',
  relation: 'public.customers',
  subject: { kind: 'customer', column: 'id' },
  retain: { column: 'created_at', for: '5y' },
  columns: {
    id: 'user.unique_id',
    email: { category: 'user.contact.email', lookup: 'exact' },
    notes: { category: 'user.content', scan: true },
  },
} as const;

const contacts = {
  store: 'crm',
  resource: 'GET /v1/contacts',
  records: '$.items[*]',
  subject: { kind: 'customer', field: 'id' },
  query: ['page'],
  fields: { id: 'user.unique_id', 'devices[*].ip': 'user.device.ip_address' },
} as const;

function built(input: DataMapInput) {
  const result = buildDataMap(input);
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.problems));
  return result;
}

test('a relation keeps its subject, retention and fields', () => {
  expect(built([customers]).dataMap.relations).toEqual([
    {
      store: 'shop',
      relation: { schema: 'public', name: 'customers' },
      subject: { kind: 'customer', column: 'id' },
      retain: { column: 'created_at', months: 60, days: 0 },
      columns: new Map([
        ['id', { category: 'user.unique_id', lookup: 'none', scan: false }],
        ['email', { category: 'user.contact.email', lookup: 'exact', scan: false }],
        ['notes', { category: 'user.content', lookup: 'none', scan: true }],
      ]),
    },
  ]);
});

test('a relation without subject or retention has none', () => {
  const [entry] = built([{ store: 'shop', relation: 'public.skus', columns: {} }]).dataMap.relations;
  expect(entry).toMatchObject({ subject: null, retain: null });
});

test('a subject reached through another relation keeps the way', () => {
  const through = { relation: '"Sales".orders', on: 'order_items.order_id = orders.id' };
  const [entry] = built([
    { store: 'shop', relation: 'public.order_items', subject: { kind: 'customer', through }, columns: {} },
  ]).dataMap.relations;
  expect(entry?.subject).toEqual({
    kind: 'customer',
    through: { relation: { schema: 'Sales', name: 'orders' }, on: 'order_items.order_id = orders.id' },
  });
});

test('a resource keeps its records, query and fields, and may have no subject', () => {
  const { resources } = built([contacts, { store: 'crm', resource: 'GET /v1/skus', records: '$', fields: {} }]).dataMap;
  expect(resources[0]).toMatchObject({ resource: 'GET /v1/contacts', records: '$.items[*]', query: ['page'] });
  expect(resources[0]?.fields.get('devices[*].ip')?.category).toBe('user.device.ip_address');
  expect(resources[1]).toMatchObject({ subject: null, query: [] });
});

test('everything that is wrong is told at once, with the path to it', () => {
  const result = buildDataMap([
    {
      store: 'shop',
      relation: 'customers',
      subject: { kind: 'customer', through: { relation: 'orders', on: 'a = b' } },
      retain: { column: 'created_at', for: '5 years' },
      columns: { id: 'user.Unique', name: { category: '' } },
    },
    { ...customers },
    { ...customers, relation: 'PUBLIC.Customers' },
    { ...contacts },
    { ...contacts },
  ]);
  expect(result.kind === 'invalid' && result.problems.map(({ path }) => path.join('.'))).toEqual([
    '0.columns.id',
    '0.columns.name',
    '0.subject.through.relation',
    '0.retain.for',
    '0.relation',
    '2.relation',
    '4.resource',
  ]);
});

test('an unknown category is a warning, not a problem', () => {
  expect(built([{ store: 'shop', relation: 'a.b', columns: { c: 'user.nmae' } }]).warnings).toEqual([
    { path: [0, 'columns', 'c'], message: '`user.nmae` is not a known category: is `user.name` meant?' },
  ]);
});
