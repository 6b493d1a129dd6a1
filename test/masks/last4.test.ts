import { expect, test } from 'vitest';
import { mask, masked } from './masked.js';

test('shows the last four of eight characters or more', () => {
  expect(masked(mask('last4'), 'text', '123-45-6789')).toBe('*******6789');
  expect(masked(mask('last4'), 'text', '12345678')).toBe('****5678');
  expect(masked(mask('last4'), 'character(12)', '12345678')).toBe('****5678    ');
});

test('masks shorter values whole', () => {
  expect(masked(mask('last4'), 'text', '1234567')).toBe('*******');
  expect(masked(mask('last4'), 'text', '12345')).toBe('*****');
});
