import { expect, test } from 'vitest';
import { mask, masked } from './masked.js';

const bucket = (size: number, declared: string, value: string) => masked(mask('bucket', size), declared, value);
const round = (to: number, declared: string, value: string) => masked(mask('round', to), declared, value);

test('the ends of a range stand for multiples outside it', () => {
  expect(bucket(50, 'smallint', '-32768')).toBe('-32768');
  expect(round(50, 'smallint', '32767')).toBe('32750');
  expect(round(1000, 'smallint', '32767')).toBe('32767');
  expect(round(1000, 'smallint', '-32768')).toBe('-32768');
  expect(bucket(50, 'numeric(3,0)', '-999')).toBe('-999');
  expect(round(50, 'numeric(3,0)', '980')).toBe('999');
});

test('the number of decimals that a value has does not show', () => {
  expect(bucket(50, 'numeric', '123.456789')).toBe('100');
  expect(round(0.1, 'numeric', '123.456789')).toBe('123.5');
});

test('a value right below a multiple stays below it, however close', () => {
  expect(bucket(50, 'numeric', `99.${'9'.repeat(100)}`)).toBe('50');
  expect(bucket(50, 'numeric', `-0.${'0'.repeat(100)}1`)).toBe('-50');
});

test('NaN and infinities are no amounts, and stay', () => {
  for (const value of ['NaN', 'Infinity', '-Infinity']) expect(bucket(50, 'numeric', value)).toBe(value);
});

test('numbers as JSON writes them are read', () => {
  expect(bucket(50, 'numeric', '1.5e2')).toBe('150');
  expect(bucket(50, 'numeric', '-1E-3')).toBe('-50');
});

test('a numeric past 130000 digits counts as if it had that many', () => {
  const bound = `1${'0'.repeat(130_000)}`;
  expect(bucket(50, 'numeric', '9'.repeat(131_000))).toBe(bound);
  expect(bucket(50, 'numeric', `-${'9'.repeat(131_000)}`)).toBe(`-${bound}`);
  expect(bucket(50, 'numeric', `75.${'0'.repeat(130_000)}`)).toBe('50');
});

test('a text that is no value of the type is masked whole', () => {
  for (const value of ['', 'x', '1.5.2', '--1', '1e99999', '.', '0x10'])
    expect(bucket(50, 'numeric', value)).toBe(null);
  expect(bucket(50, 'integer', '1.5')).toBe(null);
  expect(bucket(50, 'integer', 'NaN')).toBe(null);
});
