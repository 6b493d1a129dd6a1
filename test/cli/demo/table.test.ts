import { expect, test } from 'vitest';
import { layOut } from '../../../src/cli/demo/table.js';

test('cells stand under each other, below a head and a line', () => {
  expect(
    layOut([
      ['', 'a', 'long head'],
      ['name', 'Ann', 'x'],
      ['email', 'NULL', ''],
    ]),
  ).toBe(['        a      long head', '────────────────────────', 'name    Ann    x', 'email   NULL'].join('\n'));
});

test('wide letters take two columns, combining marks none', () => {
  const [, , first, second] = layOut([
    ['h', 'x'],
    ['東京', '|'],
    ['e\u0301abc', '|'],
  ]).split('\n');
  expect(first).toBe('東京   |');
  expect(second).toBe('e\u0301abc   |');
});

test('a long cell is cut', () => {
  expect(layOut([['h'], ['0123456789']], { widthMax: 5 })).toContain('\n0123…');
});

test('a head can have two rows', () => {
  expect(layOut([['a'], ['b'], ['c']], { headRows: 2 })).toBe('a\nb\n─\nc');
});
