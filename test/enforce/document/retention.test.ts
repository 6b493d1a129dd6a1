import { expect, test } from 'vitest';
import { isKept, oldestKept } from '../../../src/enforce/document/retention.js';

const now = Date.UTC(2026, 2, 31, 12, 30);
const text = (value: string) => ({ type: 'string' as const, text: value });

test('a period is reckoned by the calendar, as PostgreSQL does', () => {
  const iso = (months: number, days: number, at = now) => new Date(oldestKept(at, { months, days })).toISOString();
  expect(iso(1, 0)).toBe('2026-02-28T12:30:00.000Z');
  expect(iso(13, 0)).toBe('2025-02-28T12:30:00.000Z');
  expect(iso(3, 31)).toBe('2025-11-30T12:30:00.000Z');
  expect(iso(0, 1)).toBe('2026-03-30T12:30:00.000Z');
  expect(iso(25, 0, Date.UTC(2026, 0, 31))).toBe('2023-12-31T00:00:00.000Z');
});

test('a record is kept while its date is younger than that', () => {
  const period = { months: 1, days: 0 };
  expect(isKept(text('2026-02-28T12:30:00.001Z'), now, period)).toBe(true);
  expect(isKept(text('2026-02-28T12:30:00Z'), now, period)).toBe(false);
  expect(isKept(text('2026-02-28T13:30:00+02:00'), now, period)).toBe(false);
  expect(isKept(text('2026-02-28 12:31:00'), now, period)).toBe(true);
  // A date is compared with the day.
  expect(isKept(text('2026-02-28'), now, period)).toBe(false);
  expect(isKept(text('2026-03-01'), now, period)).toBe(true);
});

test('what is no date is not kept', () => {
  const period = { months: 1, days: 0 };
  for (const value of [
    undefined,
    text('soon'),
    text(''),
    text('2026-02-30T99:00:00Z'),
    { type: 'number' as const, text: '99999999999999' },
    { type: 'null' as const, text: 'null' },
    { type: 'object' as const },
  ]) {
    expect(isKept(value, now, period)).toBe(false);
  }
});
