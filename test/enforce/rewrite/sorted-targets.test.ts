import { expect, test } from 'vitest';
import { sortedTargets } from '../../../src/enforce/rewrite/sorted-targets.js';
import { fenceIn, isFenced, parsed } from '../small-view.js';

const sorted = (sql: string) => [...sortedTargets((parsed(sql) as { SelectStmt: Record<string, unknown> }).SelectStmt)];

test.each([
  ['SELECT a, b FROM t', []],
  ['SELECT a, b FROM t ORDER BY 2', [1]],
  ['SELECT a, b AS x FROM t ORDER BY x', [1]],
  ['SELECT a, lower(b) FROM t ORDER BY lower', [1]],
  ['SELECT a, b::int FROM t ORDER BY b', [1]],
  ['SELECT a, b FROM t GROUP BY 1, 2', [0, 1]],
  ['SELECT a, b FROM t GROUP BY ROLLUP (a), 2', [0, 1]],
  ['SELECT DISTINCT a, b FROM t', [0, 1]],
  ['SELECT DISTINCT ON (2) a, b FROM t', [1]],
  ['SELECT a, b FROM t ORDER BY t.b', []],
  // What a number means after a star is not known.
  ['SELECT *, a / b FROM t ORDER BY 3', [0, 1]],
  ['SELECT t.*, a / b FROM t GROUP BY 3', [0, 1]],
  ['SELECT *, a / b AS x FROM t ORDER BY x', [1]],
  ['SELECT (SELECT * FROM u), b FROM t ORDER BY x, y', [0]],
])('%s sorts by %j', (sql, targets) => {
  expect(sorted(sql)).toEqual(targets);
});

/** PostgreSQL may sort below the join that is the consent filter: what it sorts by would run on rows that are hidden. */
test.each([
  'SELECT city::int4 FROM customers ORDER BY 1',
  'SELECT city::int4 AS x FROM customers ORDER BY x',
  'SELECT id FROM customers ORDER BY city::int4',
  'SELECT city::int4, count(*) FROM customers GROUP BY 1',
  'SELECT count(*) FROM customers GROUP BY city::int4',
  'SELECT DISTINCT city::int4 FROM customers',
  'SELECT DISTINCT ON (city::int4) id FROM customers',
  'SELECT rank() OVER (ORDER BY city::int4) FROM customers',
  'SELECT rank() OVER w FROM customers WINDOW w AS (PARTITION BY city::int4)',
  "SELECT string_agg(city, ',' ORDER BY city::int4) FROM customers",
  'SELECT count(DISTINCT city::int4) FROM customers',
  'SELECT id FROM customers ORDER BY random()',
  "SELECT date_trunc('month', created_at), count(*) FROM customers GROUP BY 1 ORDER BY 2",
])('%s filters as it scans', (sql) => {
  expect(fenceIn(sql)).toBe('at the scan');
});

test.each([
  'SELECT city::int4 FROM customers UNION SELECT 1',
  'SELECT city::int4 FROM customers EXCEPT ALL SELECT 1',
  // A query around it could ask for a group, and PostgreSQL would ask the scan for it.
  'SELECT 1 FROM (SELECT city::int4 AS n, count(*) FROM customers GROUP BY 1) s WHERE n = 5',
  'SELECT 1 FROM (SELECT id FROM customers ORDER BY city::int4 LIMIT 5) s',
  'SELECT count(*) FROM customers GROUP BY city HAVING max(id) / 0 = 5',
  // An index could sort by that, within its scan.
  'SELECT id FROM customers ORDER BY dob <#> dob',
  'SELECT id FROM customers ORDER BY 1 - (dob <#> dob)',
])('%s is fenced', (sql) => {
  expect(fenceIn(sql)).toBe('around');
});

test.each([
  'SELECT city::int4 FROM customers',
  'SELECT city::int4, id FROM customers ORDER BY 2',
  'SELECT max(city::int4) FROM customers',
  'SELECT city::int4 FROM customers UNION ALL SELECT 1',
  'SELECT id FROM customers ORDER BY lower(city), created_at',
])('%s needs no fence', (sql) => {
  expect(isFenced(sql)).toBe(false);
});
