import { expect, test } from 'vitest';
import { issueOf, mask, masked, typed } from './masked.js';

test('shows the nearest multiple, halves away from zero', () => {
  expect(masked(mask('round', 100), 'numeric(12,2)', '149.99')).toBe('100.00');
  expect(masked(mask('round', 100), 'integer', '150')).toBe('200');
  expect(masked(mask('round', { to: 100 }), 'integer', '-150')).toBe('-200');
});

test('what to round to is a number, and dates are not rounded', () => {
  const right = 'mask `round` takes what to round to a multiple of: a number from 1e-9 to 1e15';
  for (const options of [undefined, 0, { to: 'x' }, { digits: 2 }]) expect(issueOf('round', options)).toBe(right);
  expect(mask('round', 7).takes(typed('date'))).toBe(false);
});
