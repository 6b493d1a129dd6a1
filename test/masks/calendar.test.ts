import { expect, test } from 'vitest';
import { dayNumber, dayOfNumber, parseDay, printDay } from '../../src/masks/calendar.js';

test.each([
  ['1970-01-01', 0],
  ['1969-12-31', -1],
  ['2000-02-29', 11_016],
  ['2024-12-31', 20_088],
  ['0001-01-01', -719_162],
  ['0001-12-31 BC', -719_163],
  ['4714-11-24 BC', -2_440_588],
  ['5874897-12-31', 2_145_042_905],
])('%s is day %i', (text, number) => {
  const day = parseDay(text);
  expect(day === null ? null : dayNumber(day)).toBe(number);
  expect(printDay(dayOfNumber(number))).toBe(text);
});

test('every day of 800 years comes back from its number', () => {
  for (let number = -150_000; number < 150_000; number += 1) {
    if (dayNumber(dayOfNumber(number)) !== number) expect(number).toBe('a day');
  }
  expect(printDay(dayOfNumber(-150_000))).toBe('1559-04-26');
});

test('what is no day is not read', () => {
  expect(['', '2024-00-01', '2024-01-32', '24-01-01', '2024-1-1', 'infinity', '2024-01-01 AD'].map(parseDay)).toEqual(
    Array(7).fill(null),
  );
});
