import { expect, test } from 'vitest';
import { issueOf, mask, masked } from './masked.js';

test('shows the lower bound of the bucket', () => {
  expect(masked(mask('bucket', 50), 'numeric(12,2)', '149.90')).toBe('100.00');
  expect(masked(mask('bucket', { size: 50 }), 'integer', '-1')).toBe('-50');
  expect(masked(mask('bucket', 0.5), 'double precision', '1.75')).toBe('1.5');
  expect(masked(mask('bucket', 7), 'date', '1970-01-10')).toBe('1970-01-08');
});

test('the size is a number', () => {
  const right = 'mask `bucket` takes the size of a bucket: a number from 1e-9 to 1e15';
  for (const options of [undefined, 0, -5, Number.NaN, '50', { size: 0 }, { sizes: 50 }, [50]]) {
    expect(issueOf('bucket', options)).toBe(right);
  }
});
