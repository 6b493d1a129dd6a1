import { expect, test } from 'vitest';
import { plan } from '../small-view.js';

const within = (query: string) =>
  plan(`UPDATE customers SET city = 'x' RETURNING (${query})`, 'storefront').text.replaceAll('"', '');

test.each([
  ['SELECT sku AS ssn FROM products ORDER BY ssn LIMIT 1', /ORDER BY 1 LIMIT 1/],
  ['SELECT sku AS ssn FROM products ORDER BY ssn DESC LIMIT 1', /ORDER BY 1 DESC LIMIT 1/],
  ['SELECT 1 FROM (SELECT products.*, sku AS ssn FROM products ORDER BY ssn) AS x LIMIT 1', /ORDER BY 6\)/],
  ['SELECT 1 FROM (SELECT DISTINCT ON (ssn) price, sku AS ssn FROM products) AS x LIMIT 1', /DISTINCT ON \(2\)/],
  ["SELECT 'a' AS ssn UNION SELECT 'b' ORDER BY ssn LIMIT 1", /ORDER BY 1 LIMIT 1/],
])('a column of the output that is called as one of what is written is sorted by: %s', (query, sorted) => {
  expect(within(query)).toMatch(sorted);
});

test.each([
  ['SELECT sku AS s FROM products ORDER BY s LIMIT 1', /ORDER BY s LIMIT/],
  ['SELECT sku FROM products ORDER BY ssn LIMIT 1', /ORDER BY (?!ssn|1)/],
  ['SELECT sku AS ssn FROM products ORDER BY lower(ssn) LIMIT 1', /ORDER BY lower\((?!ssn)/],
])('any other is left to what it is: %s', (query, sorted) => {
  expect(within(query)).toMatch(sorted);
});

test('what is not written may be named alike', () => {
  expect(plan('SELECT sku AS ssn FROM products ORDER BY ssn').text).toMatch(/ORDER BY "?ssn"?$/);
});
