import { expect, test } from 'vitest';
import { pendingRelation } from '../../../../src/enforce/statements/definitions/catalog-change.js';
import { smallCatalog } from '../../small-view.js';

const products = smallCatalog.relation('public', 'products');
const tickets = smallCatalog.relation('public', 'tickets_1');

test('a new relation has types, parents and no columns to be named', () => {
  const made = pendingRelation({
    schema: 'app',
    name: 'x',
    kind: 'r',
    typeOids: [20, 25, 20],
    parents: tickets === undefined ? [] : [tickets],
  });
  expect(made).toMatchObject({ oid: 0, schema: 'app', name: 'x', kind: 'r', isPending: true, definition: null });
  expect(made.columns.map(({ name, typeOid }) => [name, typeOid])).toEqual([
    ['', 20],
    ['', 25],
  ]);
  expect(made.ancestors).toEqual([tickets?.oid, ...(tickets?.ancestors ?? [])]);
});

test('one that is changed stays the same one', () => {
  if (products === undefined) throw new Error('no products');
  const made = pendingRelation({ schema: 'app', name: 'x', kind: 'r', before: products, typeOids: [16] });
  expect(made).toMatchObject({ oid: products.oid, schema: 'app', owner: products.owner, isPending: true });
  expect(made.columns).toHaveLength(products.columns.length + 1);
});
