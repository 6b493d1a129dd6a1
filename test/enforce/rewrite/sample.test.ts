import { expect, test } from 'vitest';
import { plan, refusal, type SmallChanges } from '../small-view.js';

const trusted: SmallChanges = { extensions: new Set(['tsm_system_rows']), unlisted: 'allow' };
const sample = (
  relation: string,
  method: string,
  changes: SmallChanges = {},
  asker: 'mailer' | 'storefront' = 'mailer',
) => refusal(`SELECT count(*) FROM ${relation} TABLESAMPLE ${method}`, asker, { unlisted: 'allow', ...changes });

test.each(['BERNOULLI (50)', 'system (50) REPEATABLE (3)', 'pg_catalog.system (5)'])('%s', (method) => {
  for (const relation of ['customers', 'products']) expect(sample(relation, method)).toMatch(/^admitted/);
});

test('a method of an extension is one of those that are trusted', () => {
  expect(sample('products', 'system_rows (5)')).toMatch(/^42501 function `public\.system_rows` is not listed/);
  expect(sample('customers', 'public.system_rows (5)')).toMatch(/is not listed/);
  expect(sample('products', 'nosuch (5)')).toMatch(/^42883/);
  expect(sample('products', 'system_rows (5)', trusted)).toMatch(/^admitted/);
});

test('so many rows are not taken where there are hidden ones', () => {
  expect(sample('customers', 'system_rows (5)', trusted)).toMatch(/^42501 TABLESAMPLE of `public\.customers`/);
  expect(sample('customers', 'system_rows (5)', trusted, 'storefront')).toMatch(/^admitted/);
  const { text } = plan('SELECT id FROM customers TABLESAMPLE system_rows (5)', 'storefront', trusted);
  expect(text).toMatch(/TABLESAMPLE "?system_rows"? ?\(5\)/i);
});
