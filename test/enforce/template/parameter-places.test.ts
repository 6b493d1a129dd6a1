import { describe, expect, test } from 'vitest';
import { planStatement, readText } from '../../../src/enforce/plan-statements.js';
import type { HoledAsParameters } from '../../../src/enforce/template/holed-text.js';
import { defaultStatementLimits, readTemplate } from '../../../src/sql/index.js';
import { type SmallAsker, smallSpace } from '../small-view.js';

function preparedOf(sql: string, asker: SmallAsker = 'storefront'): HoledAsParameters | null {
  const read = readText(sql, [], defaultStatementLimits, readTemplate(sql));
  const plan = planStatement(read, read.statements[0]!, smallSpace(asker).view, {
    purposes: [],
    changed: false,
    rowsMax: null,
    remembered: { prepared: new Map(), cursors: new Map() },
    holds: () => false,
  });
  return plan.holed?.prepared ?? null;
}

describe('constants of these can be parameters', () => {
  test.each([
    ["SELECT price FROM products WHERE sku = 'a'", [25], 'sku = $1'],
    [
      'SELECT quantity FROM order_items WHERE order_id = 5 AND quantity >= -7',
      [23, 23],
      'order_id = $1 AND quantity >= -$2',
    ],
    [
      'SELECT count(*) FROM order_items i JOIN products p ON p.sku = i.sku AND i.quantity > 1 WHERE i.order_id IN (5, 6)',
      [23, 23, 23],
      'i.order_id IN ($2, $3)',
    ],
    ["SELECT sku FROM order_items WHERE NOT (sku <> 'a' OR 5 < quantity) ORDER BY sku", [25, 23], '$2 < quantity'],
    ["INSERT INTO order_items VALUES (5, 'a', -3) RETURNING sku", [23, 25, 23], 'VALUES ($1, $2, -$3)'],
    ["UPDATE products SET title = 'a' WHERE sku = 'b'", [25, 25], 'title = $1'],
    ['UPDATE order_items SET quantity = quantity + -5 WHERE order_id = 7', [23, 23], 'quantity = quantity + -$1'],
    ["DELETE FROM order_items WHERE sku = 'x'", [25], 'sku = $1'],
    ['SELECT id, city FROM customers WHERE id = 5', [23], 'id = $1'],
    ["SELECT city FROM customers WHERE email = 'a'", [25], 'email = $1'],
  ])('%s', (sql, types, part) => {
    const prepared = preparedOf(sql);
    expect(prepared?.types ?? null).toEqual(types);
    expect(prepared?.bytes.toString() ?? '').toContain(part);
  });
});

describe('constants of these stay', () => {
  test.each([
    'SELECT price FROM products',
    "SELECT 'a', price FROM products WHERE sku = 'a'",
    "SELECT price FROM products WHERE sku = 'a' LIMIT 5",
    "SELECT price FROM products WHERE sku = 'a' LIMIT ALL OFFSET 1",
    "SELECT DISTINCT ON (sku) price FROM products WHERE sku = 'a'",
    "SELECT price FROM products WHERE sku = 'a' GROUP BY price, price + 1",
    "SELECT price FROM products WHERE sku = 'a' FOR UPDATE",
    "SELECT price FROM products WHERE sku IN ('a', 'b')",
    "SELECT price FROM products WHERE sku LIKE 'a%'",
    "SELECT price FROM products WHERE sku || 'x' = 'a'",
    "SELECT price FROM products WHERE sku = 'a'::text",
    'SELECT price FROM products WHERE price = 1.5',
    "SELECT price FROM products WHERE price = '5'",
    "SELECT price FROM products WHERE mood = 'happy'",
    "SELECT price FROM products WHERE lower(sku) = 'a'",
    'SELECT price FROM products WHERE sku = (SELECT sku FROM order_items WHERE quantity = 5)',
    "SELECT string_agg(title, sku) FROM products WHERE sku = 'a'",
    "SELECT count(*) OVER () FROM products WHERE sku = 'a'",
    "WITH p AS (SELECT 1) SELECT price FROM products WHERE sku = 'a'",
    "SELECT price FROM products WHERE sku = 'a' UNION SELECT price FROM products",
    "SELECT sku FROM product_list WHERE sku = 'a'",
    "SELECT p.x FROM products p(x) WHERE x = 'a'",
    "SELECT price FROM products p, order_items i WHERE sku = 'a'",
    "SELECT price FROM products, generate_series(1, 2) g WHERE sku = 'a'",
    "INSERT INTO products (sku) VALUES ('a'), ('b')",
    "INSERT INTO products (sku) SELECT 'a'",
    "INSERT INTO products (mood) VALUES ('a')",
    "INSERT INTO products (sku) VALUES ('a') ON CONFLICT DO NOTHING",
    "UPDATE products SET price = price * 2 WHERE sku = 'b'",
    "UPDATE products SET price = 2.5 WHERE sku = 'b'",
    "DELETE FROM products USING order_items i WHERE i.sku = 'b'",
    "SELECT 1 + quantity FROM order_items WHERE sku BETWEEN 'a' AND 'b'",
    // Names that a join hides by its own.
    'SELECT price FROM (products p JOIN order_items i ON i.sku = p.sku) j WHERE quantity = 5',
    'SELECT price FROM products p JOIN order_items i USING (sku) AS j WHERE quantity = 5',
    "SELECT p.price FROM products p JOIN product_list l ON l.sku = p.sku WHERE p.sku = 'a'",
    "SELECT p.price FROM product_list l JOIN products p ON l.sku = p.sku WHERE p.sku = 'a'",
    // The name of an output column, which is none of the table's.
    'SELECT 5 AS quantity FROM order_items WHERE order_id = 7',
    "INSERT INTO products (sku, title, price) VALUES ('a', NULL, 5)",
    'INSERT INTO products (price) VALUES (5)',
  ])('%s', (sql) => {
    expect(preparedOf(sql)).toBeNull();
  });

  test('past twenty tables', () => {
    const beside = (tables: number) =>
      `SELECT p0.sku FROM ${Array.from({ length: tables }, (_, at) => `products p${at}`).join(', ')} WHERE p0.sku = 'a'`;
    expect(preparedOf(beside(20))?.types).toEqual([25]);
    expect(preparedOf(beside(21))).toBeNull();
  });

  test.each([
    // The asker sees a mask: what is compared is an expression.
    "SELECT id FROM customers WHERE name = 'a'",
    // A condition that could raise because of a row.
    'SELECT id FROM customers WHERE id = 5 AND city::int4 > name::int4',
  ])('%s (of a mailer)', (sql) => {
    expect(preparedOf(sql, 'mailer')).toBeNull();
  });
});
