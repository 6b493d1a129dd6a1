import { expect, test } from 'vitest';
import { shopPolicy } from '../shop-policy.js';
import { plan } from '../small-view.js';

const groupBy = (sql: string, asker: 'mailer' | 'analyst' | 'storefront' = 'mailer') =>
  (/GROUP BY (.*?)(?: HAVING| ORDER|$)/.exec(plan(sql, asker).text)?.[1] ?? '').replaceAll('"', '');

test('other columns of a row whose key is grouped by are grouped by too', () => {
  expect(groupBy('SELECT c.id, c.email FROM customers c GROUP BY c.id')).toBe('c.id, c.email');
  expect(groupBy('SELECT id, email FROM customers GROUP BY 1')).toBe('1, customers.email');
  expect(groupBy('SELECT id AS k, email FROM customers GROUP BY id HAVING max(id) > 1 ORDER BY city')).toBe(
    'id, customers.email, customers.city',
  );
});

test('a star means all columns', () => {
  expect(groupBy('SELECT c.* FROM customers c GROUP BY c.id')).toContain('c.name, c.email');
});

test('a star without a name means those of each row whose key is grouped by', () => {
  expect(groupBy('SELECT * FROM products p, customers c GROUP BY c.id')).toMatch(
    /^c\.id, c\.name, c\.email, .*, c\.created_at$/,
  );
});

test('a star with a name means nothing of another', () => {
  const from = 'FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id, o.id';
  expect(groupBy(`SELECT o.* ${from}`, 'storefront')).toBe('c.id, o.id, o.customer_id, o.total, o.placed_at');
});

test('columns that a subquery names count', () => {
  expect(groupBy('SELECT c.id, (SELECT 1 FROM products WHERE sku = c.city) FROM customers c GROUP BY c.id')).toBe(
    'c.id, c.city',
  );
});

test.each([
  ['SELECT count(*) FROM customers GROUP BY id', 'id'],
  ['SELECT city FROM customers GROUP BY city', 'city'],
  ['SELECT id, email FROM customers GROUP BY id, email', 'id, email'],
  ['SELECT id FROM customers GROUP BY ROLLUP (id)', 'ROLLUP (id)'],
])('%s stays as it is', (sql, grouped) => {
  expect(groupBy(sql)).toBe(grouped);
});

test('a key that is permuted is as unique as it was', () => {
  expect(groupBy('SELECT id, city FROM customers GROUP BY id', 'analyst')).toBe('id, customers.city');
});

test('a key that is withheld groups nothing', () => {
  const { rules, ...policy } = shopPolicy();
  const withheld = rules.map((rule) => ({
    ...rule,
    fields: new Map([...rule.fields].filter(([name]) => name !== 'user.unique_id')),
  }));
  // PostgreSQL itself says what is wrong then.
  const { text } = plan('SELECT id, city FROM customers GROUP BY id', 'analyst', {
    policy: { ...policy, rules: withheld },
  });
  expect(text).toMatch(/GROUP BY id$/);
});
