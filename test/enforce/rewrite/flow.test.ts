import { expect, test } from 'vitest';
import { refusal } from '../small-view.js';

const admitted = /^admitted/;

test.each([
  'UPDATE products SET title = c.email FROM customers c',
  'UPDATE products SET title = (SELECT email FROM customers LIMIT 1)',
  'UPDATE products SET title = s.x FROM (SELECT email AS x FROM customers) s',
  'UPDATE products SET title = j.email FROM (customers c JOIN customers d USING (email) AS j)',
  'UPDATE products SET title = id::text FROM orders o RIGHT JOIN customers c USING (id)',
  "UPDATE products SET title = n FROM (SELECT 'x' AS n) x FULL JOIN customers c (n) USING (n)",
  'UPDATE products SET title = title FROM product_list l FULL JOIN (SELECT (c).* FROM customers c) x USING (sku)',
  'UPDATE products SET title = sku FROM product_list l FULL JOIN (SELECT (c).* FROM customers c) x USING (sku)',
  'MERGE INTO products p USING product_list l FULL JOIN customers c (sku) USING (sku) ON true WHEN MATCHED THEN UPDATE SET title = l.sku || sku',
  'UPDATE products SET title = (j).email FROM (customers c JOIN customers d USING (email) AS j)',
  'UPDATE products SET title = j::text FROM (customers c JOIN customers d USING (email) AS j)',
  'MERGE INTO products p USING (customers c JOIN customers d USING (email) AS j) ON true WHEN MATCHED THEN UPDATE SET title = j.email',
  'MERGE INTO products p USING (customers c JOIN customers d USING (email) AS j) ON true WHEN NOT MATCHED THEN INSERT (sku) VALUES (j.email)',
  "UPDATE products SET title = CASE WHEN c.id = 1 THEN 'a' END FROM customers c",
  'UPDATE products SET title[length(c.email)] = 1 FROM customers c',
  'UPDATE products SET title = j.email FROM customers c, jsonb_to_recordset(to_jsonb(c)) AS j (email text)',
  'UPDATE products SET title = v.x FROM customers c, LATERAL (VALUES (c.email)) AS v (x)',
  'UPDATE products SET title = v.x FROM (VALUES ((SELECT email FROM customers LIMIT 1))) AS v (x)',
  "UPDATE products SET title = j.b FROM customers c, JSON_TABLE(to_jsonb(c), '$' COLUMNS (b text PATH '$.email')) AS j",
  'UPDATE products SET title[(SELECT max(id) FROM customers)] = 1',
  'MERGE INTO products USING customers c ON true WHEN NOT MATCHED THEN INSERT (title[length(c.email)]) VALUES (1)',
  'MERGE INTO products USING (VALUES (1)) v ON true WHEN NOT MATCHED THEN INSERT (title[(SELECT max(id) FROM customers)]) VALUES (1)',
  'INSERT INTO products (title[(SELECT max(id) FROM customers)]) VALUES (1)',
  'INSERT INTO products (sku) SELECT email FROM customers',
  'INSERT INTO products (sku) VALUES ((SELECT email FROM customers LIMIT 1))',
  'WITH x AS (SELECT email FROM customers) INSERT INTO products (sku) SELECT email FROM x',
  'WITH x AS (SELECT email FROM customers) INSERT INTO products (sku) VALUES ((SELECT email FROM x))',
  'WITH x AS (SELECT email FROM customers) INSERT INTO products (sku) SELECT count(*) FROM x',
  'WITH x AS (SELECT email FROM customers), y AS (INSERT INTO products (sku) SELECT email FROM x RETURNING 1) SELECT 1',
  'WITH x AS (SELECT email FROM customers) UPDATE products SET title = (SELECT max(id) FROM x)',
  'WITH x AS (SELECT email FROM customers) UPDATE products SET price = (SELECT count(*) FROM x)',
  'WITH x AS (SELECT email FROM customers) MERGE INTO products USING x ON true WHEN NOT MATCHED THEN INSERT (sku) VALUES (x.email)',
  'MERGE INTO products USING customers c ON true WHEN NOT MATCHED THEN INSERT (sku) VALUES (c.email)',
])('%s would carry what is protected to where it is not', (sql) => {
  expect(refusal(sql, 'storefront')).toMatch(/^42501 .*copying from protected relations|^42501 .*may not/);
});

test.each([
  "UPDATE products SET title = 'x' FROM customers c WHERE c.id = 1",
  'UPDATE products SET title = title',
  'UPDATE products SET title = other.title FROM product_list l, products other WHERE other.sku = l.sku',
  'INSERT INTO products (sku) SELECT sku FROM products',
  'UPDATE customers SET balance = balance + 1',
  // What the client gives is its own, whatever decides where it goes.
  'UPDATE products SET title = j.b FROM jsonb_to_recordset($1) AS j (a int8, b text), customers c WHERE c.id = j.a',
  "UPDATE products SET title = v.b FROM (VALUES (1, 'x'), (2, 'y')) AS v (a, b) JOIN customers c ON c.id = v.a",
  "UPDATE products SET title = j.b FROM customers c, JSON_TABLE($1::jsonb, '$[*]' COLUMNS (a int PATH '$.a', b text PATH '$.b')) AS j",
  'INSERT INTO orders (id, customer_id) SELECT j.a, j.a FROM customers c JOIN jsonb_to_recordset($1) AS j (a int8) ON c.id = j.a',
  "INSERT INTO customers (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = excluded.name",
])('%s carries nothing', (sql) => {
  expect(refusal(sql, 'storefront')).toMatch(admitted);
});
