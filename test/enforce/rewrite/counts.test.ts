import { expect, test } from 'vitest';
import { plan } from '../small-view.js';

const text = (sql: string, parameterTypes: readonly number[] = []) => plan(sql, 'mailer', { parameterTypes }).text;
const within = (count: string) =>
  `SELECT id FROM customers WHERE city <> 'x' OR EXISTS (SELECT id FROM orders ${count})`;
const fenced = (sql: string) => text(sql).includes('OFFSET 0');

test('a number that could be refused keeps hidden rows from having its query run', () => {
  for (const count of ['LIMIT -1', 'OFFSET -1', "LIMIT '5'", 'LIMIT 1 - 2', 'LIMIT (SELECT -1)'])
    expect(fenced(within(count)), count).toBe(true);
  for (const count of ['LIMIT 5', 'OFFSET 7', 'LIMIT ALL', 'LIMIT NULL'])
    expect(fenced(within(count)), count).toBe(false);
});

test('of a query that runs whatever the rows are, it is the caller’s own', () => {
  expect(fenced('SELECT id FROM customers LIMIT -1')).toBe(false);
  expect(fenced('SELECT id, (SELECT id FROM orders LIMIT -1) FROM customers')).toBe(false);
});

test('a parameter is tried out before a row is read', () => {
  const limited = text(within('LIMIT $1'));
  expect(limited).toMatch(/WHERE \(+SELECT true LIMIT \$1\) IS DISTINCT FROM false\) AND /);
  expect(limited).not.toContain('OFFSET 0');
  expect(text(within('OFFSET $1'))).toMatch(/WHERE \(+SELECT true OFFSET \$1\) IS DISTINCT FROM false\) AND /);
  // Where it stands elsewhere too, it could become of another type by that, unless it is said.
  expect(fenced(`${within('LIMIT $1')} OR id = $1`)).toBe(true);
  expect(text(`${within('LIMIT $1')} OR id = $1`, [20])).not.toContain('OFFSET 0');
});
