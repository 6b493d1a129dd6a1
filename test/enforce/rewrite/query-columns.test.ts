import { expect, test } from 'vitest';
import { isFenced, refusal } from '../small-view.js';

/** What a subquery gives is known by type, so that a condition on it needs no fence where it can't raise. */
test.each([
  ['SELECT 1 FROM (SELECT id AS x FROM customers) s WHERE x = 5', false],
  ['SELECT 1 FROM (SELECT * FROM customers) s WHERE id = 5', false],
  ['SELECT 1 FROM (SELECT c.* FROM customers c) s WHERE s.id = 5', false],
  ['SELECT 1 FROM (SELECT id FROM customers UNION ALL SELECT id FROM orders) s WHERE s.id = 5', false],
  [
    'SELECT 1 FROM (SELECT dob AS x FROM customers UNION ALL SELECT created_at FROM customers) s WHERE s.x IS NULL',
    true,
  ],
  ['WITH s AS (SELECT id FROM customers) SELECT 1 FROM s WHERE id = 5', false],
  ['WITH s(x) AS (SELECT id FROM customers) SELECT 1 FROM s WHERE x = 5', false],
  ['SELECT 1 FROM (SELECT to_jsonb(c) AS x FROM customers c) s WHERE x = 5', true],
  ['SELECT 1 FROM customers, (VALUES (1)) AS v(x) WHERE x = 5', false],
  // What a construct is called counts: `nullif` is not the outer column.
  [
    'SELECT 1 FROM (SELECT 5 AS "nullif") o WHERE EXISTS (SELECT 1 FROM (SELECT NULLIF(id, 5) FROM customers) s WHERE "nullif" = 5::oid)',
    true,
  ],
  ['SELECT 1 FROM customer_mail WHERE id = 5', false],
])('%s is fenced: %s', (sql, fenced) => {
  expect(isFenced(sql)).toBe(fenced);
});

/** A join by names gives each of them once, so that a list of names after it counts from there. */
test.each([
  [
    'SELECT 1 FROM (SELECT * FROM (SELECT 5 AS k, city FROM customers) a JOIN (SELECT 5 AS k, 6 AS n) b USING (k)) AS s(x, y, z) WHERE z = 7',
    false,
  ],
  [
    'SELECT 1 FROM (SELECT * FROM (SELECT 5 AS k, city FROM customers) a JOIN (SELECT 5 AS k, 6 AS n) b USING (k)) AS s(x, y, z) WHERE y = 7',
    true,
  ],
  [
    'SELECT 1 FROM (SELECT * FROM (SELECT city, 5 AS k FROM customers) a NATURAL JOIN (SELECT 5 AS k) b) AS s(x) WHERE x = 7',
    false,
  ],
])('%s is fenced: %s', (sql, fenced) => {
  expect(isFenced(sql)).toBe(fenced);
});

test('what a star names in a subquery is not known', () => {
  const called = (name: string) =>
    refusal(`SELECT x.${name} FROM (SELECT (SELECT (t.leak).* FROM (SELECT leak FROM (SELECT 1 AS z) leak) t)) AS x`);
  expect(called('leak')).toMatch(/^42501 function `leak`/);
  expect(called('z')).toMatch(/^admitted/);
});
