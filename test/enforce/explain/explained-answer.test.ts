import { expect, test } from 'vitest';
import { namesGiven } from '../../../src/enforce/explain/explained-answer.js';
import { indexSnapshot } from '../../../src/pg/catalog/snapshot.js';
import { shopPolicy } from '../shop-policy.js';
import { parsed, plan, smallCatalog } from '../small-view.js';

const shop = shopPolicy();
const principals = new Map(
  [...shop.principals].map(([name, principal]) => [name, { ...principal, may: new Set(['explain'] as const) }]),
);
const policy = { ...shop, principals };
const oid = (name: string) => smallCatalog.relation('public', name)?.oid ?? 0;
const index = (name: string, relation: string, attributes: readonly number[], isPartial = false) => ({
  schema: 'public',
  name,
  relation: oid(relation),
  attributes,
  isPartial,
});
const catalog = {
  ...smallCatalog,
  indexesNamed: indexSnapshot({
    ...{ version: 1, serverVersion: 180_000, defaultSearchPath: '', sessionUser: '', schemas: [], relations: [] },
    ...{ functions: [], operators: [], types: [], casts: [] },
    indexes: [
      index('customers_pkey', 'customers', [1]),
      index('by_email', 'customers', [3]),
      index('by_ssn', 'customers', [1, 4]),
      index('by_expression', 'customers', [0]),
      index('of_some', 'customers', [1], true),
      index('by_title', 'products', [0], true),
      index('consent_pkey', 'consent', [1, 2]),
    ],
  }).indexesNamed,
};

/** The rows that stand for a plan with one step. */
function rows(sql: string, step: Record<string, string>): readonly string[] {
  const { rewritten } = plan(sql, 'mailer', { policy, catalog });
  return rewritten?.rows(JSON.stringify([{ Plan: step, 'Planning Time': 1, 'Execution Time': 2 }])) ?? [];
}
const scan = (relation: string, index?: string) => ({
  'Node Type': index === undefined ? 'Seq Scan' : 'Index Scan',
  'Relation Name': relation,
  ...(index === undefined ? {} : { 'Index Name': index }),
});

test('relations that the statement stands on are named, and their parts; others are not', () => {
  expect(rows('EXPLAIN SELECT * FROM customer_mail', scan('customers'))).toEqual(['Seq Scan on customers']);
  expect(rows('EXPLAIN SELECT * FROM customers', scan('consent'))).toEqual(['Seq Scan']);
  expect(rows('EXPLAIN SELECT * FROM customers, consent', scan('consent'))).toEqual(['Seq Scan on consent']);
  expect(rows('EXPLAIN SELECT * FROM customers, products', scan('products'))).toEqual(['Seq Scan on products']);
  expect(rows('EXPLAIN SELECT * FROM tickets', scan('tickets_1'))).toEqual(['Seq Scan on tickets_1']);
});

test('an index is named when the asker sees all that is in it', () => {
  const named = (index: string, relation = 'customers', sql = 'EXPLAIN SELECT * FROM customers, products') =>
    rows(sql, scan(relation, index))[0]?.includes(' using ') === true;
  expect(named('by_email')).toBe(true);
  expect(named('by_title', 'products')).toBe(true);
  for (const hidden of ['customers_pkey', 'by_ssn', 'by_expression', 'of_some', 'unknown', 'consent_pkey'])
    expect([hidden, named(hidden)]).toEqual([hidden, hidden === 'customers_pkey' ? namesId : false]);
});

/** The mailer sees pseudonyms of the key, or the key. */
const namesId = plan('SELECT id FROM customers', 'mailer').text.startsWith(
  'SELECT id FROM (SELECT "damask_row"."id" FROM',
);

test('times are shown when they are asked for', () => {
  expect(rows('EXPLAIN SELECT * FROM customers', scan('customers'))).toHaveLength(1);
  expect(rows('EXPLAIN ANALYZE SELECT * FROM customers', scan('customers'))).toEqual([
    'Seq Scan on customers',
    'Planning Time: 1.000 ms',
    'Execution Time: 2.000 ms',
  ]);
  expect(rows('EXPLAIN (ANALYZE, SUMMARY off) SELECT * FROM customers', scan('customers'))).toHaveLength(1);
});

test('the one column has the type of the format', () => {
  const typeOid = (format: string) =>
    plan(`EXPLAIN (FORMAT ${format}) SELECT * FROM customers`, 'mailer', { policy }).rewritten?.column.typeOid;
  expect(['text', 'json', 'xml', 'yaml'].map(typeOid)).toEqual([25, 114, 142, 25]);
});

test('names that a statement gives', () => {
  const names = namesGiven(
    parsed(
      'WITH w AS (SELECT * FROM s.a x) SELECT pg_catalog.lower($1), $$relname$$ FROM w, generate_series(1, 2) AS g',
    ),
  );
  expect([...names].sort()).toEqual(['a', 'g', 'generate_series', 'lower', 'w', 'x']);
});
