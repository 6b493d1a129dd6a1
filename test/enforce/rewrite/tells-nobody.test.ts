import { expect, test } from 'vitest';
import { plan, refusal } from '../small-view.js';

const listed = { channels: new Set(['prices']) };

test.each([
  // Oban, River.
  'SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload',
  "WITH said AS (SELECT 'a.' || $1::text AS topic, unnest($2::text[]) AS payload) SELECT pg_notify(said.topic, said.payload) FROM said",
  "WITH made AS (INSERT INTO products (sku) VALUES ('x') RETURNING sku) SELECT pg_notify('prices', sku) FROM made",
  "SELECT pg_notify('prices', (r).sku) FROM (SELECT p AS r FROM products p) s",
  "SELECT pg_notify('prices', (SELECT max(sku) FROM products))",
  "PREPARE p AS SELECT pg_notify('prices', sku) FROM products",
  "DECLARE c CURSOR FOR SELECT pg_notify('prices', sku) FROM products",
])('rows of what nobody protects may be told of: %s', (sql) => {
  expect(plan(sql, 'storefront', listed).touchesProtected).toBe(false);
});

test('a channel that a row names is listed, or the server fails', () => {
  const { text } = plan(
    'SELECT pg_notify(c::text, p) FROM unnest($1::text[], $2::text[]) AS t (c, p)',
    'storefront',
    listed,
  );
  expect(text).toMatch(
    /CASE WHEN .* = ?\) ANY \(ARRAY\['prices'\]|CASE WHEN .*ANY \(ARRAY\['prices'\]::pg_catalog.text\[\]\) THEN/,
  );
});

test.each([
  "SELECT pg_notify('prices', (SELECT max(name) FROM customers))",
  "SELECT pg_notify('prices', (SELECT max(sku) FROM products)) FROM customers",
  "WITH c AS (SELECT name FROM customers) SELECT pg_notify('prices', name) FROM c",
  "SELECT 1 FROM products WHERE EXISTS (SELECT pg_notify('prices', sku)) AND EXISTS (SELECT FROM customers)",
  "UPDATE customers SET city = 'x' FROM products WHERE pg_notify('prices', sku) IS NOT NULL",
  "CREATE VIEW v AS SELECT pg_notify('prices', sku) FROM products",
  "SELECT pg_notify('prices', name) FROM customers",
  "SELECT pg_notify('prices', sku) FROM products, customers",
  "SELECT pg_notify('prices', payload) FROM unnest($1::text[]) payload WHERE EXISTS (SELECT FROM customers WHERE name = payload)",
  "SELECT pg_notify('prices', email) FROM orders JOIN customers USING (id)",
  'SELECT pg_notify(name, $1) FROM customers',
  "SELECT pg_notify('others', sku) FROM products",
  "SELECT pg_notify(lower(sku), 'x') FROM products",
])('others are not told of rows beside what is protected: %s', (sql) => {
  expect(refusal(sql, 'storefront', listed)).toMatch(/^42501/);
});
