import { expect, test } from 'vitest';
import { LookupBudget } from '../../src/enforce/lookup-budget.js';

test('within any minute no more values are looked for than is allowed, by each principal for itself', () => {
  let now = 0;
  const budget = new LookupBudget({ now: () => now });
  expect(budget.allows('a', 3, 3)).toBe(true);
  expect(budget.allows('a', 4, 3)).toBe(false);
  budget.use('a', 2);
  now = 30_000;
  expect(budget.allows('a', 2, 3)).toBe(false);
  expect(budget.allows('a', 1, 3)).toBe(true);
  budget.use('a', 1);
  expect(budget.allows('b', 3, 3)).toBe(true);
  expect(budget.allows('a', 1, 3)).toBe(false);
  now = 60_000;
  expect(budget.allows('a', 2, 3)).toBe(true);
  expect(budget.allows('a', 3, 3)).toBe(false);
  now = 90_000;
  expect(budget.allows('a', 3, 3)).toBe(true);
  expect(budget.allows('a', 1, 0)).toBe(false);
});
