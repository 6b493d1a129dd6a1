import { expect, test } from 'vitest';
import { readsRows } from '../../../src/enforce/rewrite/reads-rows.js';
import { expressionOf } from '../small-view.js';

test.each(['a', 'a + 1', '(SELECT 1)', 'f(1, b)', 'CASE WHEN true THEN c END'])(
  '%s can differ from row to row',
  (sql) => {
    expect(readsRows(expressionOf(sql))).toBe(true);
  },
);

test.each(['1', '$1', "f(1, 'a')", 'ARRAY[1, $2]'])('%s can not', (sql) => {
  expect(readsRows(expressionOf(sql))).toBe(false);
});
