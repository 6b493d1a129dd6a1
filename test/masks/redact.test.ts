import { expect, test } from 'vitest';
import { mask, masked } from './masked.js';

test.each([
  ['text', 'Ada', '[redacted]'],
  ['character varying(4)', 'Ada', '[red'],
  ['character(12)', 'Ada', '[redacted]  '],
  ['integer', '-5', '0'],
  ['numeric', '12.5', '0'],
  ['numeric(12,2)', '12.50', '0.00'],
  ['numeric(3,-2)', '1200', '0'],
  ['double precision', '1e+20', '0'],
  ['boolean', 't', 'f'],
  ['date', '2024-05-17', '1970-01-01'],
  ['timestamp with time zone', '2024-05-17 10:00:00+00', '1970-01-01 00:00:00+00'],
  ['uuid', 'c0ffee00-0000-4000-8000-000000000001', '00000000-0000-0000-0000-000000000000'],
  ['inet', '10.0.0.1', '0.0.0.0'],
  ['cidr', '10.0.0.0/8', '0.0.0.0/32'],
  ['jsonb', '{"a": 1}', '"[redacted]"'],
  ['bytea', '\\xff', '\\x'],
])('a value of %s shows that it is there and no more', (declared, value, shown) => {
  expect(masked(mask('redact'), declared, value)).toBe(shown);
});
