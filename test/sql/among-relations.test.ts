import { expect, test } from 'vitest';
import { descendantsOf, isColumnName, isRelationName } from '../../src/sql/index.js';
import { smallCatalog } from '../enforce/small-view.js';

const [first, second, third] = smallCatalog.relations();
if (first === undefined || second === undefined || third === undefined) throw new Error('the catalog is too small');
const parts = [first, { ...second, ancestors: [first.oid] }, { ...third, ancestors: [second.oid, first.oid] }];
const catalog = { ...smallCatalog, relations: () => parts };

test('what inherits from a relation is found, however far below', () => {
  expect(descendantsOf(catalog, first.oid).map(({ oid }) => oid)).toEqual([second.oid, third.oid]);
  expect(descendantsOf(catalog, second.oid).map(({ oid }) => oid)).toEqual([third.oid]);
  expect(descendantsOf(catalog, third.oid)).toEqual([]);
});

test('names are those of any schema, as they are written', () => {
  expect(
    [first.name, 'no_such_relation', first.name.toUpperCase()].map((name) => isRelationName(catalog, name)),
  ).toEqual([true, false, false]);
  const [column] = first.columns;
  expect([column?.name ?? '', 'no_such_column'].map((name) => isColumnName(catalog, name))).toEqual([true, false]);
});

test('each snapshot has an order of its own', () => {
  const other = { ...smallCatalog, relations: () => [first] };
  expect(descendantsOf(catalog, first.oid)).toHaveLength(2);
  expect(descendantsOf(other, first.oid)).toEqual([]);
});
