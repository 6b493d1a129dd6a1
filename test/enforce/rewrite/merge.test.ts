import { expect, test } from 'vitest';
import type { Policy } from '../../../src/policy/index.js';
import { openShop } from '../shop.js';
import { shopPolicy } from '../shop-policy.js';
import { plan, refusal } from '../small-view.js';

/** A mailer that may write addresses, so that there are rows that it may not see. */
function writing(): Policy {
  const policy = shopPolicy();
  const rules = policy.rules.map((rule) =>
    rule.purpose === 'marketing' ? { ...rule, write: ['user.contact', 'user.unique_id', 'system'] } : rule,
  );
  return { ...policy, rules };
}

test('rows that may not be seen match nothing, and are not unmatched either', async () => {
  const shop = await openShop({ policy: writing() });
  try {
    const mailer = await shop.as('mailer');
    const cities = async () =>
      (await shop.database.query('SELECT id, city FROM customers ORDER BY id')).rows.map(({ city }) => city).join();
    const before = await cities();
    const seen = (await mailer.ask('SELECT id FROM customers ORDER BY id')).flat().join();
    expect(seen).toBe(
      '1,2,4,5,7,8'
        .split(',')
        .filter((id) => seen.includes(id))
        .join(),
    );
    await mailer.ask(
      "MERGE INTO customers c USING (VALUES (1), (3)) AS v(k) ON v.k = c.id AND 1 / (c.id - 3) < 5 WHEN MATCHED THEN UPDATE SET city = 'matched' WHEN NOT MATCHED BY SOURCE AND c.id > 4 THEN UPDATE SET city = 'alone'",
    );
    const after = (await cities()).split(',');
    before.split(',').forEach((city, index) => {
      const id = index + 1;
      const isSeen = seen.split(',').includes(String(id));
      expect(after[index]).toBe(isSeen && id === 1 ? 'matched' : isSeen && id > 4 ? 'alone' : city);
    });
    await mailer.close();
  } finally {
    await shop.close();
  }
});

test('what a row is compared by, and what comes back, is what may be seen', () => {
  const { text } = plan(
    "MERGE INTO customers c USING (VALUES ('a')) AS v(n) ON v.n = c.ssn WHEN MATCHED THEN UPDATE SET city = v.n RETURNING c.ssn, merge_action()",
    'storefront',
  );
  expect(text).not.toMatch(/ON v\.n = c\.ssn/);
  expect(text).toMatch(/RETURNING .*CASE.* AS "?ssn"?/s);
});

test.each([
  "MERGE INTO customers c USING (VALUES (1)) AS v(k) ON v.k = c.id WHEN MATCHED THEN UPDATE SET ssn = 'x'",
  "MERGE INTO customers c USING (VALUES (1)) AS v(k) ON v.k = c.id WHEN NOT MATCHED THEN INSERT (id, ssn) VALUES (v.k, 'x')",
  'MERGE INTO customers c USING (VALUES (1)) AS v(k) ON v.k = c.id WHEN NOT MATCHED THEN INSERT VALUES (v.k, $1, $2, $3)',
  'MERGE INTO customers c USING (VALUES (1)) AS v(k) ON v.k = c.id WHEN MATCHED THEN DELETE',
  'MERGE INTO customers c USING (VALUES (1)) AS v(k) ON v.k = c.id WHEN MATCHED THEN UPDATE SET city = c.ssn',
  'MERGE INTO customers c USING (VALUES (1)) AS v(k) ON v.k = c.id WHEN MATCHED THEN UPDATE SET city = (SELECT max(ssn) FROM customers)',
  'MERGE INTO customers c USING (VALUES (1)) AS v(k) ON v.k = c.id WHEN MATCHED THEN UPDATE SET city = c::text',
  'MERGE INTO customers c USING orders o ON o.customer_id = c.id WHEN MATCHED THEN UPDATE SET city = o.total::text',
  'MERGE INTO products p USING customers c ON true WHEN MATCHED THEN UPDATE SET title = c.email',
  'MERGE INTO products p USING customers c ON true WHEN NOT MATCHED THEN INSERT (sku) VALUES (lower(c.email))',
  'MERGE INTO products p USING customers c ON true WHEN NOT MATCHED THEN INSERT (sku) VALUES (email)',
  'MERGE INTO products p USING (SELECT email AS e FROM customers) c ON true WHEN NOT MATCHED THEN INSERT (sku) VALUES (c.e)',
  'MERGE INTO products p USING (VALUES (1)) v(k) ON true WHEN NOT MATCHED THEN INSERT (sku) VALUES ((SELECT max(email) FROM customers))',
  'WITH w AS (SELECT email FROM customers) MERGE INTO products p USING (VALUES (1)) v(k) ON true WHEN NOT MATCHED THEN INSERT (sku) VALUES ((SELECT email FROM w))',
])('%s is refused', (sql) => {
  expect(refusal(sql, 'storefront')).toMatch(/^42501/);
});

test('what is protected may decide which rows match', () => {
  const { text, touchesProtected } = plan(
    "MERGE INTO products p USING customers c ON c.ssn = p.title WHEN MATCHED THEN UPDATE SET title = 'x' WHEN NOT MATCHED THEN INSERT (sku) VALUES ('none')",
    'storefront',
  );
  expect(touchesProtected).toBe(true);
  expect(text.replaceAll('"', '')).toMatch(
    /^MERGE INTO public.products (AS )?p USING \(SELECT .* AS ssn FROM public.customers AS damask_row\)/,
  );
  // A condition that could fail because of a row is not asked of hidden ones.
  const fenced = 'MERGE INTO products p USING customers c ON 1 / (c.id - 3) < p.price WHEN MATCHED THEN DELETE';
  expect(plan(fenced, 'mailer', { policy: writing() }).text).toContain('OFFSET 0');
});

test('columns that an INSERT does not name are the first ones', () => {
  const sql =
    'MERGE INTO order_items i USING (VALUES (1)) AS v(k) ON v.k = i.order_id WHEN NOT MATCHED THEN INSERT VALUES (v.k)';
  expect(plan(sql, 'storefront').text.replaceAll('"', '')).toContain('INSERT (order_id) VALUES (v.k)');
  expect(plan(sql.replace('VALUES (v.k)', 'DEFAULT VALUES'), 'storefront').text).toContain('DEFAULT VALUES');
});
