import { describe, expect, test } from 'vitest';
import { issueOf, mask, masked, typed } from './masked.js';

describe('a constant that the type holds', () => {
  test.each([
    ['text', 'x', 'x'],
    ['text', { value: 12 }, '12'],
    ['text', false, 'false'],
    ['character(3)', 'x', 'x  '],
    ['name', 'x', 'x'],
    ['smallint', 32767, '32767'],
    ['integer', '-5', '-5'],
    ['numeric(12,2)', 1.5, '1.50'],
    ['numeric(3,-2)', 1200, '1200'],
    ['numeric', '1.500', '1.5'],
    ['real', 0.1, '0.1'],
    ['double precision', 0, '0'],
    ['boolean', true, 't'],
    ['boolean', 'false', 'f'],
    ['date', '2024-02-29', '2024-02-29'],
    ['timestamp without time zone', '2024-02-29T10:00:00', '2024-02-29 10:00:00'],
    ['timestamp with time zone', '2024-02-29 10:00:00', '2024-02-29 10:00:00+00'],
    ['timestamp with time zone', '2024-02-29T10:00:00Z', '2024-02-29 10:00:00+00'],
    ['time without time zone', '23:59:59', '23:59:59'],
    ['uuid', 'C0FFEE00-0000-4000-8000-000000000001', 'c0ffee00-0000-4000-8000-000000000001'],
    ['inet', '10.0.0.1/8', '10.0.0.1/8'],
    ['cidr', '10.0.0.0/8', '10.0.0.0/8'],
    ['json', 'a "b"', '"a \\"b\\""'],
    ['jsonb', 12, '12'],
  ])('%s: %j', (declared, options, shown) => {
    expect(masked(mask('constant', options), declared, 'anything')).toBe(shown);
  });
});

describe('a constant that the type does not hold is not taken', () => {
  test.each([
    ['character varying(2)', 'abc'],
    ['name', 'é'.repeat(32)],
    ['smallint', 32768],
    ['integer', 1.5],
    ['integer', 'x'],
    ['numeric(12,2)', 1.005],
    ['numeric(3,0)', 1000],
    ['numeric(3,-2)', 1250],
    ['real', 1e39],
    ['real', 1e-50],
    ['real', 'Infinity'],
    ['double precision', 'x'],
    ['boolean', 'yes'],
    ['date', '2023-02-29'],
    ['date', '0000-01-01'],
    ['date', '12024-01-01'],
    ['date', 'today'],
    ['timestamp without time zone', '2024-02-29T10:00:00Z'],
    ['timestamp with time zone', '2024-02-29 24:00:00'],
    ['timestamp with time zone', 'now'],
    ['time without time zone', '24:00:00'],
    ['uuid', 'c0ffee'],
    ['inet', '10.0.0.256'],
    ['inet', '::0'],
    ['cidr', '10.0.0.1/8'],
    ['jsonb', 0.5],
    ['bytea', 'x'],
    ['text[]', 'x'],
  ])('%s: %j', (declared, value) => {
    expect(mask('constant', { value }).takes(typed(declared))).toBe(false);
  });
});

test('a constant is a text that PostgreSQL can store, a number, true or false', () => {
  const right = 'mask `constant` takes { value }: a text, a number, true or false';
  for (const options of [
    undefined,
    null,
    {},
    { value: null },
    { value: [] },
    { value: 'x', more: 1 },
    Number.NaN,
    'a\0b',
    '\ud800',
  ]) {
    expect(issueOf('constant', options)).toBe(right);
  }
});
