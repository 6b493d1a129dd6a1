import { expect, test } from 'vitest';
import type { Cascade, CatalogSnapshot, Relation } from '../../../../src/sql/index.js';
import { defined, undefinable } from '../../defining.js';
import { smallCatalog } from '../../small-view.js';

const products = smallCatalog.relation('public', 'products') as Relation;
const oidOf = (name: string) => smallCatalog.relation('public', name)?.oid ?? 0;
const key = (relation: number): Cascade => ({ relation, key: [1], onDelete: 'rows', onUpdate: null });

/** `towns` with its part `quarters`, each referred to so that rows go along. */
function withKeys(ofTowns: readonly number[], ofQuarters: readonly number[] = []): CatalogSnapshot {
  const towns: Relation = { ...products, oid: 18_001, name: 'towns', cascades: ofTowns.map(key) };
  const quarters: Relation = {
    ...products,
    oid: 18_002,
    name: 'quarters',
    ancestors: [towns.oid],
    cascades: ofQuarters.map(key),
  };
  const all = [...smallCatalog.relations(), towns, quarters];
  return {
    ...smallCatalog,
    relation: (schema, name) => all.find((one) => one.schema === schema && one.name === name),
    relationByOid: (oid) => all.find((one) => one.oid === oid),
    relations: () => all,
  };
}

const definitions = [
  'ALTER TABLE towns RENAME TO x',
  'ALTER TABLE products ATTACH PARTITION towns DEFAULT',
  'ALTER TABLE towns INHERIT products',
];

test.each([
  ['itself', withKeys([oidOf('customers')])],
  ['what refers to it', withKeys([18_002], [oidOf('customers')])],
  ['a part of it', withKeys([], [oidOf('customers')])],
])('by %s what is protected would be written under another name', (_, catalog) => {
  expect(undefinable('ALTER TABLE towns RENAME TO x', { catalog })).toMatch(
    /^42501 by `public\.towns` foreign keys write `public\.customers`: it gets no other name/,
  );
});

test.each(definitions)('%s', (sql) => {
  expect(undefinable(sql, { catalog: withKeys([oidOf('customers')]) })).toMatch(/foreign keys write/);
  expect(defined(sql, { catalog: withKeys([oidOf('products')]) })).toMatch(/towns/);
});
