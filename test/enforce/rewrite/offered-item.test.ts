import { expect, test } from 'vitest';
import { refusal } from '../small-view.js';

test('an alias of a join hides what stands in it', () => {
  expect(refusal('SELECT j.id FROM (customers c CROSS JOIN products) AS j')).toMatch(/^admitted/);
});

test.each([
  ['SELECT c.a FROM products AS c (a)', /^admitted/],
  ['SELECT a FROM (SELECT email FROM customers) AS c (a)', /^admitted/],
  ['SELECT g FROM generate_series(1, 3) AS g', /^admitted/],
] as const)('what an item is called is how it is named: %s', (sql, said) => {
  expect(refusal(sql)).toMatch(said);
});
