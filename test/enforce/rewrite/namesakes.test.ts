import { describe, expect, test } from 'vitest';
import type { CatalogSnapshot, Relation } from '../../../src/sql/index.js';
import { shopPolicy } from '../shop-policy.js';
import { outline, plan, refusal, smallCatalog } from '../small-view.js';

/** Two more customers beside `public.customers`: those of `old` are protected as well, those of `open` are not. */
const namesakes = new Map(
  ['old', 'open'].map((schema, index) => {
    const like = smallCatalog.relation('public', 'customers') as Relation;
    return [schema, { ...like, schema, oid: 17_000 + index }] as const;
  }),
);

const catalog: CatalogSnapshot = {
  ...smallCatalog,
  relation: (schema, name) =>
    (name === 'customers' ? namesakes.get(schema) : undefined) ?? smallCatalog.relation(schema, name),
};

const changes = { catalog, policy: shopPolicy(['old']) };
const no = (sql: string) => refusal(sql, 'storefront', changes);

/** What is sent, with the names that the gate gives as `t1`, `t2` … */
function sent(sql: string): string {
  const given = new Map<string, string>();
  const named = (name: string) => given.get(name) ?? given.set(name, `t${given.size + 1}`).get(name) ?? '';
  return outline(plan(sql, 'storefront', changes))
    .replaceAll('"', '')
    .replaceAll(/damask_t_\w+/g, named);
}

test('the first of a name keeps it, and each further one gets one of its own', () => {
  expect(sent('SELECT old.customers.id, open.customers.id FROM customers, old.customers, open.customers')).toBe(
    'SELECT t1.id, t2.id FROM [public.customers] AS customers, [old.customers] AS t1, open.customers AS t2',
  );
});

describe('FOR UPDATE OF', () => {
  test('means what stands in its own query, as that is called now', () => {
    expect(
      sent('SELECT (SELECT old.customers.id FROM old.customers FOR UPDATE OF customers) FROM public.customers'),
    ).toBe('SELECT (SELECT t1.id FROM [old.customers] AS t1 FOR UPDATE OF t1) FROM [public.customers] AS customers');
  });

  test('means the first of several', () => {
    expect(sent('SELECT 1 FROM customers, old.customers, products p FOR UPDATE OF p, customers')).toMatch(
      / FOR UPDATE OF p, customers$/,
    );
  });

  test('of what is not there goes to PostgreSQL, which says so', () => {
    expect(sent('SELECT 1 FROM customers, old.customers FOR SHARE OF nobody')).toMatch(/ FOR SHARE OF nobody$/);
  });
});

test.each([
  'SELECT customers.id FROM customers, old.customers',
  'SELECT customers FROM old.customers, open.customers',
  'SELECT 1 FROM old.customers WHERE EXISTS (SELECT old.customers.* FROM products AS customers)',
])('what a name without a schema means in %s is asked back', (sql) => {
  expect(no(sql)).toBe(
    '42501 `customers` could mean more than one relation (name it with its schema, or give the relations aliases)',
  );
});
