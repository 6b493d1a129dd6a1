import { expect, test } from 'vitest';
import { periodStartMask } from '../../src/masks/period-start.js';
import { masked, typed } from './masked.js';

const [year, month] = [periodStartMask('year'), periodStartMask('month')];

test('infinities stay, and the era is kept', () => {
  for (const value of ['infinity', '-infinity']) {
    for (const declared of ['date', 'timestamp without time zone']) expect(masked(year, declared, value)).toBe(value);
  }
  expect(masked(year, 'date', '0044-03-15 BC')).toBe('0044-01-01 BC');
  expect(masked(month, 'timestamp with time zone', '0044-03-15 12:00:00+00 BC')).toBe('0044-03-01 00:00:00+00 BC');
});

test('the first, incomplete period starts with the first day that there is', () => {
  expect(masked(year, 'date', '4714-12-31 BC')).toBe('4714-11-24 BC');
  expect(masked(month, 'date', '4714-11-30 BC')).toBe('4714-11-24 BC');
  expect(masked(month, 'date', '4714-12-31 BC')).toBe('4714-12-01 BC');
  expect(masked(year, 'timestamp without time zone', '4714-12-31 10:00:00 BC')).toBe('4714-11-24 00:00:00 BC');
});

test('a text that is no value of the type is masked whole', () => {
  for (const value of ['', 'x', '2024-05', '17.05.2024', '2024-05-17 x', '2024-13-01']) {
    for (const declared of ['date', 'timestamp without time zone', 'timestamp with time zone']) {
      expect(masked(year, declared, value)).toBe(null);
    }
  }
  expect(masked(year, 'timestamp with time zone', '2024-05-17 10:00:00+02')).toBe(null);
  expect(masked(year, 'timestamp with time zone', '2024-05-17 10:00:00')).toBe(null);
  expect(masked(year, 'timestamp without time zone', '2024-05-17 10:00:00+00')).toBe(null);
});

test('a text that holds no date becomes empty', () => {
  for (const value of ['', '1990', '1990-05', 'born 1990-05-17', '1990-05-17 in Paris', '1990-13-01', '1990-05-17\n']) {
    expect(masked(year, 'text', value)).toBe('');
  }
});

test('does not take a text too short for a date', () => {
  expect(year.takes(typed('character varying(9)'))).toBe(false);
  expect(year.takes(typed('character(10)'))).toBe(true);
  expect(year.takes(typed('time without time zone'))).toBe(false);
});
