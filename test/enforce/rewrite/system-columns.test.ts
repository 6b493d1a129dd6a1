import { expect, test } from 'vitest';
import { isSystemColumn, namedSystemColumns, systemColumnsOf } from '../../../src/enforce/rewrite/system-columns.js';
import { outline, parsed, plan } from '../small-view.js';

test('the system columns are known by name', () => {
  expect(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid'].every(isSystemColumn)).toBe(true);
  expect(isSystemColumn('oid')).toBe(false);
});

test('what a statement names is found, by alias or without one', () => {
  const named = namedSystemColumns(
    parsed('SELECT c.ctid FROM customers c WHERE xmin IS NULL AND EXISTS (SELECT o.tableoid FROM orders o)'),
  );
  expect(systemColumnsOf(named, 'c')).toEqual(['ctid', 'xmin']);
  expect(systemColumnsOf(named, 'o')).toEqual(['tableoid', 'xmin']);
  expect(systemColumnsOf(namedSystemColumns(parsed('SELECT id FROM customers')), 'customers')).toEqual([]);
});

test('a guard gives the system columns that are asked of it, and no other', () => {
  expect(plan('SELECT ctid, id FROM customers').text).toContain(', damask_row.ctid FROM');
  expect(plan('SELECT id FROM customers').text).not.toContain('ctid');
  expect(outline(plan('SELECT id FROM customers'))).toBe('SELECT id FROM [public.customers] AS "customers"');
});
