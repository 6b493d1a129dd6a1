import { expect, test } from 'vitest';
import { fenceIn } from '../small-view.js';

test.each([
  // Above all scans, of rows that were let through.
  ['SELECT city::int4 FROM customers', 'none'],
  ['SELECT id FROM customers ORDER BY city::int4', 'at the scan'],
  ['SELECT id FROM customers ORDER BY id / 0', 'at the scan'],
  // A condition may be asked of each row.
  ['SELECT id FROM customers WHERE id / 0 = 5', 'around'],
  ['SELECT id FROM customers WHERE id = 5', 'none'],
  // The same for each row, and raised before any is read.
  ["SELECT id FROM customers WHERE created_at > 'never'::timestamptz", 'none'],
] as const)('%s has a fence: %s', (sql, fence) => {
  expect(fenceIn(sql)).toBe(fence);
});
