import { expect, test } from 'vitest';
import { parseRetentionPeriod } from '../../src/datamap/index.js';

test.each([
  ['5y', 60, 0],
  ['18mo', 18, 0],
  ['2w', 0, 14],
  ['90d', 0, 90],
  ['1y6mo', 18, 0],
  ['1y2w3d', 12, 17],
  ['0y1d', 0, 1],
])('%s is %i months and %i days', (text, months, days) => {
  expect(parseRetentionPeriod(text)).toEqual({ months, days });
});

test.each([
  '',
  '5',
  'y',
  '5 y',
  '-5y',
  '0d',
  '0y0mo',
  '5m',
  '5Y',
  '1.5y',
  '5y\n',
  '99999999y',
  '20000y',
  '9999999d',
  '1h',
])('%j is no period', (text) => {
  expect(parseRetentionPeriod(text)).toBeNull();
});
