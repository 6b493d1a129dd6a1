import { expect, test } from 'vitest';
import { guardedColumns, knownColumns } from '../../../src/enforce/rewrite/offered-columns.js';
import { smallCatalog, smallContext } from '../small-view.js';

const relation = (name: string) => {
  const found = smallCatalog.relation('public', name);
  if (found === undefined) throw new Error('no such relation');
  return found;
};

test('a relation offers its columns, the same ones each time', () => {
  const context = smallContext();
  const columns = knownColumns(relation('products'), context);
  expect(columns?.slice(0, 2)).toEqual([
    { name: 'sku', family: 'text' },
    { name: 'title', family: 'text' },
  ]);
  expect(knownColumns(relation('products'), context)).toBe(columns);
  expect(knownColumns({ ...relation('products'), isPending: true }, context)).toBe(null);
});

test('a guard offers those that are there to be seen', () => {
  const context = smallContext('analyst');
  const compiled = context.view.compiled(relation('customers'));
  if (compiled === null) throw new Error('it is protected');
  const columns = guardedColumns(compiled, context);
  const shown = compiled.columns.filter((column) => column.shown !== 'absent').map((column) => column.column.name);
  expect(columns.map(({ name }) => name)).toEqual(shown);
  expect(guardedColumns(compiled, context)).toBe(columns);
});
