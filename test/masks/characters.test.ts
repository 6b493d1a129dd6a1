import { expect, test } from 'vitest';
import { characterCount, firstBytes, firstCharacters, lastCharacters } from '../../src/masks/characters.js';

test('characters are code points', () => {
  expect(characterCount('a😀é')).toBe(3);
  expect(characterCount('e\u0301')).toBe(2);
  expect(firstCharacters('😀😁😂', 2)).toBe('😀😁');
  expect(lastCharacters('😀😁😂', 2)).toBe('😁😂');
});

test('fewer than asked for are given as they are', () => {
  expect(firstCharacters('ab', 5)).toBe('ab');
  expect(lastCharacters('ab', 5)).toBe('ab');
  expect(firstCharacters('ab', 0)).toBe('');
  expect(lastCharacters('ab', 0)).toBe('');
});

test('bytes are cut between characters', () => {
  expect(firstBytes('aé😀', 7)).toBe('aé😀');
  expect(firstBytes('aé😀', 6)).toBe('aé');
  expect(firstBytes('aé😀', 2)).toBe('a');
});
