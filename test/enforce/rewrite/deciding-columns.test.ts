import { expect, test } from 'vitest';
import { valueColumns } from '../../../src/enforce/rewrite/deciding-columns.js';
import { expressionOf } from '../small-view.js';

test.each([
  ['a + t.b', ['a', 'b']],
  ['CASE WHEN a = 1 THEN b ELSE c END', ['b', 'c']],
  ["CASE a WHEN b THEN 'x' WHEN 2 THEN c END", ['c']],
  ['CASE WHEN CASE WHEN a THEN b END THEN c END', ['c']],
  ['CASE WHEN true THEN CASE WHEN a THEN b END END', ['b']],
  ['CASE WHEN a = 1 THEN 5 END + a', ['a']],
  ['CASE WHEN lower(a) IN (b, $1) AND c IS NULL THEN 5 END', []],
  ['CASE WHEN (SELECT a) = 1 THEN 5 END', ['a']],
  ['CASE WHEN EXISTS (SELECT 1 FROM t WHERE t.a = CASE WHEN b THEN c END) THEN 5 END', ['a', 'c']],
  ['coalesce(a, nullif(b, c))', ['a', 'b', 'c']],
  ["'a' || 5", []],
  // No column is named.
  ['t.* IS NULL', []],
])('%s is made of %j', (written, columns) => {
  expect([...valueColumns(expressionOf(written))].sort()).toEqual(columns);
});
