import { expect, test } from 'vitest';
import { type Guard, guardText } from '../../../src/enforce/relation/guard.js';
import { smallCatalog, smallSpace } from '../small-view.js';

const orders = smallCatalog.relation('public', 'orders');
const compiled = orders === undefined ? null : smallSpace('mailer').view.compiled(orders);
const free = orders === undefined ? null : smallSpace('storefront').view.compiled(orders);
if (compiled === null || free === null) throw new Error('orders are protected');

const guard = (more: Partial<Guard> = {}): Guard => ({ compiled, only: false, sample: '', extras: [], ...more });

test('a guard names each column and filters', () => {
  const text = guardText(guard(), false, []);
  expect(text).toMatch(
    /^SELECT "damask_row"\."id", "damask_row"\."customer_id", CAST\(NULL AS .*\) AS "total", "damask_row"\."placed_at" FROM "public"\."orders" AS damask_row WHERE \(EXISTS/,
  );
  expect(text).not.toContain('OFFSET');
});

test('without a filter there is no WHERE', () => {
  expect(guardText(guard({ compiled: free }), false, [])).toMatch(/AS damask_row$/);
});

test('a fence is an OFFSET, with the conditions that may be tested inside', () => {
  const text = guardText(guard(), true, ['damask_row.id = 5', 'damask_row.id < 9']);
  expect(text).toMatch(/WHERE \(damask_row\.id = 5\) AND \(damask_row\.id < 9\) AND \(EXISTS/);
  expect(text).toMatch(/ OFFSET 0$/);
});

test('without a fence conditions stay outside', () => {
  expect(guardText(guard(), false, ['damask_row.id = 5'])).not.toContain('id = 5');
});

test('ONLY, a sample and system columns belong to the relation itself', () => {
  expect(guardText(guard({ only: true, sample: ' TABLESAMPLE system (5)', extras: ['ctid'] }), false, [])).toMatch(
    /, damask_row\.ctid FROM ONLY "public"\."orders" AS damask_row TABLESAMPLE system \(5\) WHERE/,
  );
});
