import { expect, test } from 'vitest';
import { mask, masked, typed } from './masked.js';

test('shows the first character and a full stop', () => {
  expect(masked(mask('initial'), 'text', 'Ada Lovelace')).toBe('A.');
  expect(masked(mask('initial'), 'text', '😀😁')).toBe('😀.');
  expect(masked(mask('initial'), 'text', '')).toBe('');
});

test('does not take a column of one character, which it would show whole', () => {
  expect(mask('initial').takes(typed('character varying(1)'))).toBe(false);
  expect(mask('initial').takes(typed('character varying(2)'))).toBe(true);
  expect(mask('initial').takes(typed('integer'))).toBe(false);
});
