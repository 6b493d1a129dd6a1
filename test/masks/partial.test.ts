import { expect, test } from 'vitest';
import { issueOf, mask, masked } from './masked.js';

const shown = (options: unknown, value: string) => masked(mask('partial', options), 'text', value);

test('shows the first and last characters', () => {
  expect(shown({ first: 1, last: 2, fill: '#' }, 'abcdefgh')).toBe('a#####gh');
  expect(shown({ first: 2 }, 'abcdefgh')).toBe('ab******');
  expect(shown({ last: 2 }, '😀é漢字')).toBe('**漢字');
});

test('masks whole what would hide less than it shows', () => {
  expect(shown({ first: 1, last: 2 }, 'abcde')).toBe('*****');
  expect(shown({ first: 1, last: 2 }, 'abcdef')).toBe('a***ef');
  expect(shown({ first: 1 }, 'a')).toBe('*');
  expect(shown({ first: 1 }, '')).toBe('');
});

test('fills no more than 256 characters, however long the value', () => {
  expect(shown({ first: 1 }, 'a'.repeat(1000))).toBe(`a${'*'.repeat(256)}`);
  expect(shown({ first: 64, last: 64 }, 'a'.repeat(100))).toBe('*'.repeat(100));
});

test('its options are numbers of characters and one character', () => {
  const numbers = 'mask `partial` takes { first, last, fill }: first and last from 0 to 64, not both 0';
  for (const options of [
    undefined,
    {},
    { first: 0 },
    { first: -1 },
    { last: 65 },
    { first: 1.5 },
    { first: '1' },
    { frist: 1 },
    3,
    [1],
  ]) {
    expect(issueOf('partial', options)).toBe(numbers);
  }
  for (const fill of ['', '**', 1, '\0', '\ud800']) {
    expect(issueOf('partial', { first: 1, fill })).toBe('mask `partial`: `fill` is one character');
  }
});
