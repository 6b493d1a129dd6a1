import { expect, test } from 'vitest';
import { PendingCatalog } from '../../../src/enforce/session/pending-catalog.js';
import { pendingRelation } from '../../../src/enforce/statements/definitions/catalog-change.js';
import { smallCatalog } from '../small-view.js';

const none = new PendingCatalog();
const made = pendingRelation({ schema: 'public', name: 'mine', kind: 'r' });
const products = smallCatalog.relation('public', 'products');

test('without changes the catalog is what it was', () => {
  expect(none.isEmpty).toBe(true);
  expect(none.over(smallCatalog)).toBe(smallCatalog);
});

test('what was made is there, and has a number that no server gives', () => {
  const catalog = none.with({ kind: 'other' }).with({ kind: 'relation', relation: made }).over(smallCatalog);
  const found = catalog.relation('public', 'mine');
  expect(found).toMatchObject({ name: 'mine', oid: -2, isPending: true });
  expect(catalog.relationByOid(-2)).toBe(found);
  expect([...catalog.relations()]).toContain(found);
  expect(smallCatalog.relation('public', 'mine')).toBeUndefined();
  expect(catalog.relation('public', 'products')).toBe(products);
});

test('what was changed stands in its place, what was dropped is gone', () => {
  if (products === undefined) throw new Error('no products');
  const changed = pendingRelation({ schema: 'public', name: 'products', kind: 'r', before: products });
  const pending = none.with({ kind: 'relation', relation: changed });
  expect(pending.over(smallCatalog).relationByOid(products.oid)?.isPending).toBe(true);
  const gone = pending.with({ kind: 'no_relation', schema: 'public', name: 'products' }).over(smallCatalog);
  expect(gone.relation('public', 'products')).toBeUndefined();
  expect([...gone.relations()].some(({ name }) => name === 'products')).toBe(false);
});

test('schemas, types and indexes', () => {
  const index = { schema: 'public', name: 'i', relation: 1, attributes: [0], isPartial: true };
  const catalog = none
    .with({ kind: 'schema', name: 'app' })
    .with({ kind: 'type', schema: 'app', name: 'state', of: 'e' })
    .with({ kind: 'index', index })
    .over(smallCatalog);
  expect([catalog.hasSchema('app'), catalog.hasSchema('public'), catalog.hasSchema('other')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(catalog.typesNamed('state')).toMatchObject([{ schema: 'app', kind: 'e', oid: -2 }]);
  expect(catalog.typeByOid(-2)?.name).toBe('state');
  expect(catalog.typeByOid(25)?.name).toBe('text');
  expect(catalog.indexesNamed('i')).toEqual([index]);
});

test('it is worked out once for each catalog', () => {
  const pending = none.with({ kind: 'other' });
  expect(pending.over(smallCatalog)).toBe(pending.over(smallCatalog));
  expect(pending.over({ ...smallCatalog })).not.toBe(pending.over(smallCatalog));
});

test('a name that has meant what speaks or answers is taken for such a one, for a rollback may lead back to it', () => {
  if (products === undefined) throw new Error('no products');
  const speaking = { ...products, hasTriggers: true, hasRules: true, rowSecurity: true };
  const base = { ...smallCatalog, relation: (_: string, name: string) => (name === 'products' ? speaking : undefined) };
  const anew = pendingRelation({ schema: 'public', name: 'products', kind: 'r' });
  const gone = none.with({ kind: 'no_relation', schema: 'public', name: 'products' });
  for (const pending of [none, gone]) {
    const found = pending.with({ kind: 'relation', relation: anew }).over(base).relation('public', 'products');
    expect(found).toMatchObject({ hasTriggers: true, hasRules: true, rowSecurity: true, kind: 'r' });
  }
  // Also where it has meant that within the transaction alone.
  const moved = pendingRelation({ schema: 'public', name: 'mine', kind: 'r', before: speaking });
  const twice = none
    .with({ kind: 'relation', relation: moved })
    .with({ kind: 'no_relation', schema: 'public', name: 'mine' });
  const last = twice.with({ kind: 'relation', relation: made }).over(smallCatalog).relation('public', 'mine');
  expect(last).toMatchObject({ hasTriggers: true, hasRules: true });
});

test('a sequence’s name leads to nothing that may be read', () => {
  const sequence = pendingRelation({ schema: 'public', name: 'mine', kind: 'S' });
  const pending = none.with({ kind: 'relation', relation: sequence }).with({ kind: 'relation', relation: made });
  expect(pending.over(smallCatalog).relation('public', 'mine')?.kind).toBe('S');
});
