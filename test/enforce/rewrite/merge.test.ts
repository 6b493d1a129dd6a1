import { expect, test } from 'vitest';
import { plan, refusal } from '../small-view.js';
import { writingAddresses } from './writing-addresses.js';

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
  expect(plan(fenced, 'mailer', { policy: writingAddresses() }).text).toContain('OFFSET 0');
});

test('columns that an INSERT does not name are the first ones', () => {
  const sql =
    'MERGE INTO order_items i USING (VALUES (1)) AS v(k) ON v.k = i.order_id WHEN NOT MATCHED THEN INSERT VALUES (v.k)';
  expect(plan(sql, 'storefront').text.replaceAll('"', '')).toContain('INSERT (order_id) VALUES (v.k)');
  expect(plan(sql.replace('VALUES (v.k)', 'DEFAULT VALUES'), 'storefront').text).toContain('DEFAULT VALUES');
});

test('where nothing matched, a bare name is of the source', () => {
  const sql = (value: string) =>
    `MERGE INTO customers c USING (VALUES (1, 'x')) AS v(id, ssn) ON c.id = v.id WHEN NOT MATCHED THEN INSERT (city) VALUES (${value})`;
  expect(plan(sql('ssn'), 'storefront').text.replaceAll('"', '')).toMatch(/VALUES \((v\.)?ssn\)$/);
  expect(plan(sql('c.ssn'), 'storefront').text.replaceAll('"', '')).not.toMatch(/VALUES \(c\.ssn\)$/);
});

test('where nothing of the source matched, no name is of it', () => {
  const sql = (condition: string) =>
    `MERGE INTO customers c USING (VALUES (1, 2, 'x')) AS v(id, c, own) ON c.id = v.id WHEN NOT MATCHED BY SOURCE AND ${condition} THEN DO NOTHING`;
  expect(refusal(sql("c::text = 'x'"), 'storefront')).toMatch(/^42501 the whole row/);
  expect(refusal(sql("own = 'x'"), 'storefront')).toMatch(/^42703 column "own" does not exist/);
  expect(refusal(sql("city = 'x'"), 'storefront')).toMatch(/^admitted/);
});

test('what is tried out before any row is read elsewhere is not tried out because a hidden row is left over', () => {
  const text = (match: string, left: string) =>
    plan(
      `MERGE INTO customers c USING (VALUES (1)) AS v(k) ON v.k = c.id ${match} WHEN ${left} THEN UPDATE SET city = 'x'`,
      'mailer',
      { policy: writingAddresses(), parameterTypes: [25] },
    ).text.replaceAll('"', '');
  const probe = /CAST\(\$1 AS int8\) IS NOT NULL/;
  const late = /CASE WHEN .*EXISTS.* THEN c\.id = CAST\(\$1 AS int8\) ELSE false END/s;
  expect(text('AND c.id = $1::int8', 'MATCHED')).toMatch(probe);
  for (const sent of [
    text('AND c.id = $1::int8', 'NOT MATCHED BY SOURCE'),
    text('', 'NOT MATCHED BY SOURCE AND c.id = $1::int8'),
  ]) {
    expect(sent).not.toMatch(probe);
    expect(sent).toMatch(late);
  }
});
