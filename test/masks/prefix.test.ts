import { expect, test } from 'vitest';
import { issueOf, mask, masked, typed } from './masked.js';

test('shows the first characters and nothing else', () => {
  expect(masked(mask('prefix', { length: 2 }), 'text', '75001')).toBe('75');
  expect(masked(mask('prefix', 2), 'text', '😀é漢')).toBe('😀é');
  expect(masked(mask('prefix', 2), 'text', '7')).toBe('7');
  expect(masked(mask('prefix', 2), 'character(5)', '75001')).toBe('75   ');
});

test('does not take a column that it would show whole', () => {
  expect(mask('prefix', 5).takes(typed('character(5)'))).toBe(false);
  expect(mask('prefix', 5).takes(typed('character varying(6)'))).toBe(true);
  expect(mask('prefix', 64).takes(typed('name'))).toBe(false);
});

test('its length is 1 to 64', () => {
  for (const options of [undefined, 0, 65, 1.5, '2', { length: 0 }, { size: 2 }]) {
    expect(issueOf('prefix', options)).toBe('mask `prefix` takes { length }: characters to show, 1 to 64');
  }
});
