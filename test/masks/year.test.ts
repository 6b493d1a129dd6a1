import { expect, test } from 'vitest';
import { issueOf, mask, masked } from './masked.js';

test('shows the first day of the year', () => {
  expect(masked(mask('year'), 'date', '1990-05-17')).toBe('1990-01-01');
  expect(masked(mask('year'), 'timestamp with time zone', '1990-12-31 23:59:59.5+00')).toBe('1990-01-01 00:00:00+00');
  expect(masked(mask('year'), 'text', '1990-05-17T10:00:00Z')).toBe('1990-01-01');
  expect(issueOf('year', 4)).toBe('mask `year` takes no options');
});
