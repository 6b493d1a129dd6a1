import { expect, test } from 'vitest';
import { leakyCatalog, refusal } from '../small-view.js';

const implicit = { catalog: leakyCatalog('i') };
const assignment = { catalog: leakyCatalog('a') };

test.each([
  'SELECT lower(id) FROM customers',
  'SELECT id FROM customers UNION SELECT name FROM customers',
  "SELECT 1 FROM customers WHERE id = 'x'",
])('%s could run a cast of the store’s own', (sql) => {
  expect(refusal(sql, 'storefront', implicit)).toMatch(/^42501 a cast from `int8` to `text` could run by itself/);
});

test('where its function is listed it may', () => {
  const listed = { ...implicit, functions: new Set(['public.leak']) };
  expect(refusal('SELECT lower(id) FROM customers', 'storefront', listed)).toMatch(/^admitted/);
});

test('one that runs when a value is stored is asked about only there', () => {
  expect(refusal('SELECT lower(id) FROM customers', 'storefront', assignment)).toMatch(/^admitted/);
  expect(refusal('UPDATE customers SET city = id', 'storefront', assignment)).toMatch(/^42501/);
  expect(refusal("UPDATE customers SET city = 'x'", 'storefront', assignment)).toMatch(/^42501 a cast from/);
});
