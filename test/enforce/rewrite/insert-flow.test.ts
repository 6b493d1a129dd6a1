import { expect, test } from 'vitest';
import { shopPolicy } from '../shop-policy.js';
import { plan, refusal } from '../small-view.js';

test.each([
  'INSERT INTO tickets (id, customer_id) SELECT 7, customer_id FROM orders',
  'INSERT INTO orders (id, customer_id, total) SELECT $1, o.customer_id, o.total FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.city = $2',
  'INSERT INTO orders SELECT * FROM orders',
  "INSERT INTO customers (id, name, email, city) SELECT id, name, email, city FROM customers WHERE ssn = 'x' ORDER BY name LIMIT 3",
  'INSERT INTO orders (id, customer_id, total) SELECT id, customer_id, total FROM orders GROUP BY id, customer_id, total',
  'INSERT INTO tickets (id) SELECT i.order_id FROM order_items i',
  'INSERT INTO orders SELECT * FROM orders ON CONFLICT (id) DO NOTHING',
  'INSERT INTO orders (id, total) SELECT 1, price FROM products, customers',
  'INSERT INTO orders (id, total) SELECT 1, price * 2 FROM products WHERE EXISTS (SELECT 1 FROM customers)',
])('%s', (sql) => {
  expect(refusal(sql, 'storefront')).toMatch(/^admitted/);
  expect(plan(sql, 'storefront').text).toContain('damask_row');
});

test.each([
  ['of a row without what hides it', 'INSERT INTO customers (id, name) SELECT id, name FROM customers'],
  ['of a row with another’s', "INSERT INTO customers (id, name, city) SELECT id, name, 'x' FROM customers"],
  [
    'of a row with that of another row',
    'INSERT INTO customers (id, name, city) SELECT a.id, a.name, b.city FROM customers a, customers b',
  ],
  [
    'that is grouped by, or not',
    'INSERT INTO orders (id, customer_id, total) SELECT id, customer_id, total FROM orders GROUP BY id, CUBE (customer_id, total)',
  ],
  ['of another category', 'INSERT INTO customers (id, city) SELECT id, email FROM customers'],
  ['of a column that is masked', 'INSERT INTO customers (id, ssn, city) SELECT id, ssn, city FROM customers'],
  ['of a person into a row of another', 'INSERT INTO customers (id, email, city) SELECT 5, email, city FROM customers'],
  ['into a row of nobody', 'INSERT INTO customers (email, city) SELECT email, city FROM customers'],
  [
    'of two people',
    'INSERT INTO orders (id, customer_id, total) SELECT 1, a.customer_id, b.total FROM orders a, orders b',
  ],
  ['by an expression', 'INSERT INTO customers (id, email, city) SELECT id, lower(email), city FROM customers'],
  ['by an aggregate', 'INSERT INTO orders (id, total) SELECT 1, max(total) FROM orders'],
  ['by a subquery', 'INSERT INTO orders (id, total) SELECT 1, (SELECT max(total) FROM orders)'],
  ['by a query in FROM', 'INSERT INTO customers (id, email) SELECT id, email FROM (SELECT * FROM customers) c'],
  ['by WITH', 'WITH c AS (SELECT * FROM customers) INSERT INTO customers (id, email) SELECT id, email FROM c'],
  ['by a view', 'INSERT INTO customers (id, email) SELECT id, mail FROM customer_mail'],
  ['by UNION', 'INSERT INTO orders SELECT * FROM orders UNION ALL SELECT * FROM orders'],
  ['by a whole row', 'INSERT INTO customers (id, email, city) SELECT id, c::text, city FROM customers c'],
  ['by other names', 'INSERT INTO customers (id, email) SELECT a, b FROM customers AS c(a, x, b)'],
  ['where nobody protects it', 'INSERT INTO products (sku) SELECT email FROM customers'],
  [
    'into a row that is there',
    'INSERT INTO orders (id, customer_id, total) SELECT id, customer_id, total FROM orders ON CONFLICT (id) DO UPDATE SET total = excluded.total',
  ],
  ['of what may not be written', 'INSERT INTO customers (id, dob, city) SELECT id, dob, city FROM customers'],
  ['of fewer columns', 'INSERT INTO customers (id, email) SELECT id FROM customers'],
  ['of more columns', 'INSERT INTO customers (id) SELECT id, email FROM customers'],
  ['by VALUES beside UNION', 'INSERT INTO orders (id, total) SELECT id, total FROM orders UNION VALUES (1, 2)'],
  ['by a star of other names', 'INSERT INTO orders SELECT o.* FROM orders AS o (total, customer_id)'],
  ['by a star of a join of queries', 'INSERT INTO orders SELECT s.* FROM (SELECT * FROM orders) s'],
] as const)('a value %s is not copied', (_, sql) => {
  expect(refusal(sql, 'storefront')).toMatch(/^42501/);
});

test('nor where it is shown masked, though it may be written', () => {
  const policy = shopPolicy();
  const rules = policy.rules.map((rule) => ({ ...rule, write: [...rule.write, 'user.government_id'] }));
  const changed = { policy: { ...policy, rules } };
  expect(refusal("INSERT INTO customers (id, ssn) VALUES (5, 'x')", 'storefront', changed)).toMatch(/^admitted/);
  expect(
    refusal('INSERT INTO customers (id, ssn, city) SELECT id, ssn, city FROM customers', 'storefront', changed),
  ).toMatch(/^42501 copying/);
});

test('nor where rules hide rows of what is read from somebody', () => {
  const sql = 'INSERT INTO orders (id, customer_id) SELECT 7, id FROM customers';
  const policy = shopPolicy();
  const rules = policy.rules.map((rule) => ({ ...rule, rows: new Map() }));
  expect(refusal(sql, 'storefront', { policy: { ...policy, rules } })).toMatch(/^admitted/);
  const relations = policy.dataMap.relations.map((entry) =>
    entry.relation.name === 'customers' ? { ...entry, retain: { column: 'created_at', months: 1, days: 0 } } : entry,
  );
  expect(
    refusal(sql, 'storefront', { policy: { ...policy, rules, dataMap: { ...policy.dataMap, relations } } }),
  ).toMatch(/^42501 copying/);
});

test('nor into a column that may be looked up, from one that may not', () => {
  const sql = 'INSERT INTO tickets (id, customer_id) SELECT 7, customer_id FROM orders';
  const policy = shopPolicy();
  const relations = policy.dataMap.relations.map((entry) =>
    entry.relation.name === 'tickets'
      ? {
          ...entry,
          columns: new Map([...entry.columns].map(([name, field]) => [name, { ...field, lookup: 'exact' as const }])),
        }
      : entry,
  );
  expect(refusal(sql, 'storefront', { policy: { ...policy, dataMap: { ...policy.dataMap, relations } } })).toMatch(
    /^42501 copying/,
  );
});

test('a star over a join by names is no list of columns', () => {
  const sql = (join: string) =>
    `INSERT INTO orders (id, customer_id, total, placed_at) SELECT * FROM orders ${join} (SELECT id FROM orders) o`;
  expect(refusal(sql('NATURAL JOIN'), 'storefront')).toMatch(/^42501 copying from protected relations/);
});

test('what a join by USING has in common is of both sides', () => {
  const sql = (value: string) =>
    `INSERT INTO order_items (order_id, sku) SELECT 1, ${value} FROM product_list p FULL JOIN (SELECT email AS sku FROM customers) c USING (sku)`;
  expect(refusal(sql('sku'), 'storefront')).toMatch(/^42501 copying/);
  expect(refusal(sql('lower(sku)'), 'storefront')).toMatch(/^42501 copying/);
  expect(refusal(sql('p.sku'), 'storefront')).toMatch(/^admitted/);
});
