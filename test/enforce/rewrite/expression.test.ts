import { describe, expect, test } from 'vitest';
import { shopPolicy } from '../shop-policy.js';
import { plan, refusal } from '../small-view.js';

describe('every expression that PostgreSQL reads is looked into', () => {
  test.each([
    'SELECT ARRAY(SELECT email FROM customers)',
    'SELECT ARRAY[(SELECT max(email) FROM customers)]',
    'SELECT ROW((SELECT max(email) FROM customers))',
    'SELECT CASE WHEN true THEN (SELECT max(email) FROM customers) END',
    'SELECT CASE (SELECT max(email) FROM customers) WHEN 1 THEN 2 END',
    'SELECT COALESCE((SELECT max(email) FROM customers), 1)',
    'SELECT GREATEST((SELECT max(email) FROM customers), 1)',
    'SELECT NULLIF((SELECT max(email) FROM customers), 1)',
    'SELECT lower((SELECT max(email) FROM customers))',
    'SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM customers))',
    "SELECT string_agg('a', 'b' ORDER BY (SELECT max(email) FROM customers))",
    'SELECT count(*) OVER (PARTITION BY (SELECT max(email) FROM customers))',
    'SELECT count(*) OVER (ORDER BY 1 ROWS (SELECT max(id) FROM customers) PRECEDING)',
    'SELECT 1 IN (SELECT id FROM customers)',
    'SELECT (SELECT max(id) FROM customers) IN (1, 2)',
    'SELECT 1 = ANY (SELECT id FROM customers)',
    'SELECT (1, 2) = (SELECT id, id FROM customers LIMIT 1)',
    'SELECT (SELECT max(email) FROM customers)::text',
    'SELECT (ARRAY[1])[(SELECT max(id) FROM customers)]',
    'SELECT (ARRAY[1])[1:(SELECT max(id) FROM customers)]',
    'SELECT (SELECT c FROM customers c LIMIT 1) IS NULL',
    'SELECT (SELECT true FROM customers LIMIT 1) IS TRUE',
    'SELECT (SELECT max(email) FROM customers) COLLATE "C"',
    'SELECT xmlelement(NAME a, xmlattributes((SELECT max(email) FROM customers) AS b))',
    'SELECT xmlforest((SELECT max(email) FROM customers) AS b)',
    "SELECT JSON_OBJECT('a': (SELECT max(email) FROM customers))",
    'SELECT JSON_ARRAY((SELECT max(email) FROM customers))',
    'SELECT JSON_ARRAY(SELECT email FROM customers)',
    "SELECT JSON_VALUE('{}', '$' PASSING (SELECT max(email) FROM customers) AS x)",
    "SELECT JSON_VALUE('{}', '$.a' DEFAULT (SELECT 1 FROM customers LIMIT 1) ON EMPTY)",
    'SELECT 1 LIMIT (SELECT count(*) FROM customers)',
    'SELECT 1 OFFSET (SELECT count(*) FROM customers)',
    'SELECT 1 ORDER BY (SELECT max(email) FROM customers)',
    'SELECT 1 GROUP BY (SELECT max(email) FROM customers)',
    'SELECT 1 GROUP BY ROLLUP ((SELECT max(email) FROM customers))',
    'SELECT 1 HAVING EXISTS (SELECT 1 FROM customers)',
    'SELECT DISTINCT ON ((SELECT max(email) FROM customers)) 1',
    'SELECT count(*) OVER w WINDOW w AS (ORDER BY (SELECT max(email) FROM customers))',
    'VALUES ((SELECT max(email) FROM customers))',
    'SELECT 1 FROM generate_series(1, (SELECT count(*)::int4 FROM customers))',
    'SELECT 1 FROM products JOIN products p ON EXISTS (SELECT 1 FROM customers)',
    "SELECT 1 FROM JSON_TABLE('[]', '$' PASSING (SELECT max(email) FROM customers) AS x COLUMNS (a int PATH '$')) j",
    'INSERT INTO orders (id) VALUES (1) RETURNING (SELECT max(email) FROM customers)',
    'UPDATE products SET sku = sku WHERE EXISTS (SELECT 1 FROM customers)',
    'DELETE FROM products WHERE EXISTS (SELECT 1 FROM customers)',
    'WITH x AS (SELECT email FROM customers) SELECT 1 FROM x',
    'SELECT 1 UNION (SELECT 2 EXCEPT SELECT id FROM customers)',
  ])('%s', (sql) => {
    const { text } = plan(sql, 'storefront');
    expect(text.match(/AS damask_row/g)).not.toBe(null);
    expect(text).not.toMatch(/(FROM|JOIN|,) ("?public"?\.)?("customers"|customers\b)(?! AS damask_row)/);
  });
});

test('a function, an operator and a type are judged wherever they stand', () => {
  for (const sql of [
    'SELECT 1 ORDER BY leak(1)',
    'SELECT count(*) FILTER (WHERE leak(1) IS NULL)',
    'SELECT 1 LIMIT leak(1)',
    'VALUES (leak(1))',
    'SELECT ARRAY[leak(1)]',
  ])
    expect(refusal(sql)).toMatch(/^42501 function `public\.leak`/);
  expect(refusal("SELECT 1 WHERE 'a' = ANY (ARRAY['b' === 'c']::text[])")).toMatch(/^42501 operator/);
  expect(refusal("SELECT 1 FROM customers c ORDER BY 'x'::blob")).toMatch(/^42501 type/);
});

test('WHERE CURRENT OF stands where all rows may be seen', () => {
  expect(plan('UPDATE orders SET total = 1 WHERE CURRENT OF c', 'storefront').text).toContain('CURRENT OF');
  const policy = shopPolicy();
  const rules = policy.rules.map((rule) => ({ ...rule, write: ['user.contact'] }));
  expect(
    refusal("UPDATE customers SET email = 'x' WHERE CURRENT OF c", 'mailer', { policy: { ...policy, rules } }),
  ).toMatch(/^42501 WHERE CURRENT OF .* \(name the row by its key\)$/);
});
