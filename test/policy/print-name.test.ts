import { expect, test } from 'vitest';
import { printName, printNames } from '../../src/policy/print-name.js';

test('a name stands in backticks', () => {
  expect(printName('marketing')).toBe('`marketing`');
  expect(printNames(['a', 'b'])).toBe('`a`, `b`');
  expect(printNames([])).toBe('');
});

test('whatever a caller says stays on one line, between its own backticks, and short', () => {
  expect(printName('a\nb\u2028c\u0000`d\u202e')).toBe('`a?b?c??d?`');
  expect(printName('x'.repeat(500))).toBe(`\`${'x'.repeat(63)}…\``);
});
