import { expect, test } from 'vitest';
import { isCount, withoutCounts } from '../../../src/enforce/document/without-counts.js';
import type { Treatment } from '../../../src/json/index.js';

function maskOf(treatment: Treatment) {
  const without = withoutCounts(treatment);
  if (without.kind !== 'mask') throw new Error('judged value by value');
  return without.mask;
}

test('numbers, and texts that are nothing else, could be counts', () => {
  const mask = maskOf({ kind: 'pass' });
  expect(mask('12', 'number')).toBeUndefined();
  expect(mask(' 12', 'string')).toBeUndefined();
  expect(mask('c12', 'string')).toBe('c12');
  expect(mask('true', 'boolean')).toBe(true);
  expect(mask('false', 'boolean')).toBe(false);
  expect([isCount('7'), isCount('7x'), isCount('')]).toEqual([true, false, false]);
});

test('a mask makes no count of one that may be told', () => {
  const mask = maskOf({ kind: 'mask', mask: (text) => `about ${text}` });
  expect(mask('12', 'number')).toBeUndefined();
  expect(mask('12', 'string')).toBeUndefined();
  expect(mask('twelve', 'string')).toBe('about twelve');
  expect(withoutCounts({ kind: 'withhold' })).toEqual({ kind: 'withhold' });
});
