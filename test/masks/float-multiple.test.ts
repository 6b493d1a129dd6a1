import { expect, test } from 'vitest';
import { mask, masked } from './masked.js';

const bucket = (size: number, declared: string, value: string) => masked(mask('bucket', size), declared, value);
const round = (to: number, declared: string, value: string) => masked(mask('round', to), declared, value);

test.each([
  ['149.9', '100', '150'],
  ['-0.001', '-50', '0'],
  ['-0', '0', '0'],
  ['0', '0', '0'],
  ['-50', '-50', '-50'],
  ['25', '0', '50'],
  ['-25', '-50', '-50'],
  ['1e-45', '0', '0'],
  ['-1e-45', '-50', '0'],
])('%s in fifties: %s below, %s nearest', (value, below, nearest) => {
  for (const declared of ['real', 'double precision']) {
    expect(bucket(50, declared, value)).toBe(below);
    expect(round(50, declared, value)).toBe(nearest);
  }
});

test('where floats lie further apart than the step, each is its own multiple', () => {
  for (const value of ['1e+300', '-1e+300', 'NaN', 'Infinity', '-Infinity']) {
    expect(bucket(50, 'double precision', value)).toBe(value);
  }
});

test('a text that is no float is masked whole', () => {
  for (const value of ['', 'x', 'infinity!', '1,5', '0x10']) expect(bucket(50, 'real', value)).toBe(null);
});
