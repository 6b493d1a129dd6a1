import { expect, test } from 'vitest';
import { isCount, withoutCounts } from '../../../src/enforce/document/without-counts.js';

test('numbers, and texts that are nothing else, could be counts', () => {
  if (withoutCounts.kind !== 'mask') throw new Error('judged value by value');
  expect(withoutCounts.mask('12', 'number')).toBeUndefined();
  expect(withoutCounts.mask(' 12', 'string')).toBeUndefined();
  expect(withoutCounts.mask('c12', 'string')).toBe('c12');
  expect(withoutCounts.mask('true', 'boolean')).toBe(true);
  expect(withoutCounts.mask('false', 'boolean')).toBe(false);
  expect([isCount('7'), isCount('7x'), isCount('')]).toEqual([true, false, false]);
});
