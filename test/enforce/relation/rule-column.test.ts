import { expect, test } from 'vitest';
import { ruleColumn } from '../../../src/enforce/relation/rule-column.js';
import { smallCatalog } from '../small-view.js';

const products = smallCatalog.relation('public', 'products');
const column = (name: string) => (products === undefined ? null : ruleColumn(smallCatalog, products, name, 'a'));

test('a column is known by its type and collation', () => {
  expect(column('sku')).toEqual({ sql: '"a"."sku"', typname: 'text', collation: null });
  expect(column('label')).toEqual({ sql: '"a"."label"', typname: 'text', collation: '"de"' });
  expect(column('price')).toMatchObject({ typname: 'numeric' });
});

test('an enum is an enum, whatever it is called', () => {
  expect(column('mood')).toMatchObject({ typname: 'enum' });
});

test('a name that is no column stays a name', () => {
  expect(column('nothing')).toBe('"a"."nothing"');
});
