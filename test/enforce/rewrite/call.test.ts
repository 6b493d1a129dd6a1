import { expect, test } from 'vitest';
import { fenceIn, isFenced, plan, refusal } from '../small-view.js';

test('what an aggregate takes without sorting needs no fence', () => {
  expect(isFenced('SELECT max(city::int4::int8) FROM customers')).toBe(false);
  expect(isFenced('SELECT count(*) FILTER (WHERE city::int4 > 5) FROM customers')).toBe(false);
});

test('what an aggregate sorts may be worked out early', () => {
  expect(fenceIn('SELECT max(DISTINCT city::int4) FROM customers')).toBe('at the scan');
  expect(fenceIn("SELECT string_agg(city, ',' ORDER BY city::int4) FROM customers")).toBe('at the scan');
});

test('a column may be written as a function of its row, unless there is such a function', () => {
  expect(plan('SELECT city(c) FROM customers c').text).toContain('city(c)');
  expect(refusal('SELECT nothing(c) FROM customers c')).toMatch(/^42883/);
});

test('how large a relation is is not told', () => {
  expect(plan("SELECT pg_relation_size('products')").text).toMatch(/^SELECT CASE WHEN false THEN/i);
});
