import { expect, test } from 'vitest';
import { plan } from '../small-view.js';

test('a column keeps its name when something else takes its place', () => {
  const text = plan(
    "UPDATE customers SET city = 'x' RETURNING ssn, ssn AS other, lower(ssn)",
    'storefront',
  ).text.replaceAll('"', '');
  expect(text).toMatch(/ AS ssn, /);
  expect(text).toMatch(/ AS other, lower\(/);
});

test('a list that is left out stays left out', () => {
  expect(plan('SELECT FROM customers').text).toMatch(/^SELECT\s+FROM/);
});
