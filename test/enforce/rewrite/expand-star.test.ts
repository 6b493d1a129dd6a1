import { expect, test } from 'vitest';
import { plan, refusal } from '../small-view.js';

test('a star stands as it is where no system column is asked for', () => {
  expect(plan('SELECT * FROM customers').text).toMatch(/^SELECT \* FROM/);
});

test('a star is written out beside a system column, which it does not mean', () => {
  const { text } = plan('SELECT * FROM orders o WHERE o.ctid IS NOT NULL');
  expect(text.replaceAll('"', '')).toMatch(
    /^SELECT o\.id AS id, o\.customer_id AS customer_id, o\.total AS total, o\.placed_at AS placed_at FROM/,
  );
});

test('the star of another item stays', () => {
  const text = plan('SELECT p.*, o.* FROM orders o, products p WHERE o.ctid IS NOT NULL').text.replaceAll('"', '');
  expect(text).toMatch(/^SELECT p\.\*, o\.id AS id/);
});

test('columns that are merged by name do not go together with system columns', () => {
  expect(refusal('SELECT * FROM orders NATURAL JOIN products WHERE orders.ctid IS NULL')).toMatch(
    /^42501 system columns/,
  );
  expect(refusal('SELECT 1 FROM orders JOIN tickets USING (id) WHERE orders.ctid IS NULL')).toMatch(
    /^42501 system columns/,
  );
});

test('a SELECT without a list stays without one', () => {
  expect(plan('SELECT FROM orders WHERE orders.ctid IS NOT NULL').text).toMatch(
    /^SELECT FROM \(SELECT damask_row\.ctid/,
  );
  expect(refusal('SELECT FROM orders NATURAL JOIN products WHERE orders.ctid IS NULL')).toMatch(
    /^42501 system columns/,
  );
});

test('no more columns than PostgreSQL takes are written out', () => {
  const stars = (count: number) => `SELECT ${Array(count).fill('o.*').join()} FROM orders o WHERE o.ctid IS NOT NULL`;
  expect(refusal(stars(416))).toMatch(/^admitted/);
  expect(refusal(stars(417))).toMatch(/^54011 target lists can have at most 1664 entries/);
});
