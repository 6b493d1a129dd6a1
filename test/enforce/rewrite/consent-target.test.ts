import { expect, test } from 'vitest';
import type { CatalogSnapshot, Relation } from '../../../src/sql/index.js';
import { shopPolicy } from '../shop-policy.js';
import { refusal, smallCatalog } from '../small-view.js';

const consent = smallCatalog.relation('public', 'consent') as Relation;
const like = (name: string, oid: number, more: Partial<Relation>): Relation => ({ ...consent, name, oid, ...more });

const relations: readonly Relation[] = [
  ...smallCatalog.relations(),
  like('given', 90_001, { kind: 'v', definition: 'SELECT customer_id, state FROM public.consent' }),
  like('given_again', 90_002, { kind: 'v', definition: 'SELECT customer_id FROM (SELECT * FROM public.given) g' }),
  like('part', 90_003, { ancestors: [consent.oid] }),
  like('whole', 90_004, {}),
  like('other_part', 90_005, { schema: 'damask', ancestors: [90_004] }),
];
const catalog: CatalogSnapshot = {
  ...smallCatalog,
  relations: () => relations,
  relation: (schema, name) => relations.find((one) => one.schema === schema && one.name === name),
  relationByOid: (oid) => relations.find((one) => one.oid === oid),
};

test.each([
  "INSERT INTO consent VALUES (1, 'marketing', 'given', NULL)",
  "UPDATE consent SET state = 'given'",
  'DELETE FROM consent',
  'TRUNCATE consent',
  'COPY consent FROM STDIN',
  "MERGE INTO consent c USING (VALUES (1)) AS v(k) ON c.customer_id = v.k WHEN MATCHED THEN UPDATE SET state = 'given'",
  "UPDATE given SET state = 'given'",
  'UPDATE given_again SET customer_id = 1',
  'DELETE FROM part',
  'DELETE FROM whole',
  'DELETE FROM damask.other_part',
])('%s would say who has consented', (sql) => {
  expect(refusal(sql, 'storefront', { catalog })).toMatch(/^42501 writing `\w+\.\w+` would say who has consented/);
});

test('what has nothing to do with it is written', () => {
  expect(refusal('DELETE FROM products', 'storefront', { catalog })).toMatch(/^admitted/);
  expect(refusal('UPDATE product_list SET sku = 1', 'storefront', { catalog })).toMatch(/^admitted/);
});

test('who is given the table by the data map writes it', () => {
  const policy = shopPolicy();
  const columns = new Map(
    consent.columns.map(({ name }) => [name, { category: 'system.operations', lookup: 'none', scan: false } as const]),
  );
  const entry = {
    store: 'shop',
    relation: { schema: 'public', name: 'consent' },
    subject: null,
    retain: null,
    columns,
  };
  const dataMap = { ...policy.dataMap, relations: [...policy.dataMap.relations, entry] };
  const changes = { catalog, policy: { ...policy, dataMap } };
  expect(refusal("UPDATE consent SET state = 'given'", 'storefront', changes)).toMatch(/^admitted/);
  expect(refusal("UPDATE consent SET state = 'given'", 'mailer', changes)).toMatch(
    /^42501 column .* may not be written/,
  );
});
