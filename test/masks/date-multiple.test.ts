import { expect, test } from 'vitest';
import { mask, masked } from './masked.js';

const bucket = (days: number, value: string) => masked(mask('bucket', days), 'date', value);

test('days are counted from 1970-01-01 on, backwards too', () => {
  expect(bucket(7, '1970-01-01')).toBe('1970-01-01');
  expect(bucket(7, '1970-01-07')).toBe('1970-01-01');
  expect(bucket(7, '1969-12-31')).toBe('1969-12-25');
  expect(bucket(30, '0044-03-15 BC')).toBe('0044-02-23 BC');
});

test('infinities stay, and the first day there is stands for days before it', () => {
  expect(['infinity', '-infinity'].map((value) => bucket(7, value))).toEqual(['infinity', '-infinity']);
  expect(bucket(100_000, '4713-01-01 BC')).toBe('4714-11-24 BC');
});

test('a text that is no date is masked whole', () => {
  expect(['', 'x', '2024-05-17 10:00:00'].map((value) => bucket(7, value))).toEqual([null, null, null]);
});
