import { expect, test } from 'vitest';
import { mask, masked } from './masked.js';

test('shows the first day of the month', () => {
  expect(masked(mask('month'), 'date', '1990-05-17')).toBe('1990-05-01');
  expect(masked(mask('month'), 'timestamp without time zone', '1990-12-31 23:59:59.5')).toBe('1990-12-01 00:00:00');
  expect(masked(mask('month'), 'text', '1990-05-17')).toBe('1990-05-01');
});
