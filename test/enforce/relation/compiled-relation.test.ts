import { expect, test } from 'vitest';
import {
  compiledByAttribute,
  compiledColumn,
  describeColumn,
  isWritable,
} from '../../../src/enforce/relation/compiled-relation.js';
import { smallCatalog, smallSpace } from '../small-view.js';

const customers = smallCatalog.relation('public', 'customers');
const compiled = customers === undefined ? null : smallSpace('storefront').view.compiled(customers);
if (compiled === null) throw new Error('customers are protected');

test('a column is found by name and by attribute number', () => {
  expect(compiledColumn(compiled, 'ssn')?.column.attnum).toBe(4);
  expect(compiledByAttribute(compiled, 4)?.column.name).toBe('ssn');
  expect(compiledColumn(compiled, 'nothing')).toBe(undefined);
  expect(compiledByAttribute(compiled, 99)).toBe(undefined);
});

test('a column is described by its names', () => {
  expect(describeColumn(compiled, 4)).toBe('`public.customers.ssn`');
  expect(describeColumn(compiled, 99)).toBe('`public.customers`');
});

test('what may be written is what the rules say', () => {
  expect([isWritable(compiled, 'city'), isWritable(compiled, 'ssn'), isWritable(compiled, 'nothing')]).toEqual([
    true,
    false,
    false,
  ]);
});
