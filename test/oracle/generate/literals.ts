import type { Random } from '../random.js';
import type { ColumnKind } from '../schema.js';

const literals: Readonly<Record<ColumnKind, readonly string[]>> = {
  int4: ['0', '1', '2', '3', '5', '7', '12', '-4', '20', 'NULL::int4', '(4)'],
  int8: ['1::int8', '3::int8', '7::int8', 'NULL::int8', "'9'::int8"],
  numeric: ['0.5', '10.00', '49.99', '-3.25', "'12'::numeric", 'NULL::numeric'],
  float8: ['1.5::float8', '0::float8', "'2'::float8"],
  text: [
    "'A'",
    "'sku1'",
    "'user3@example.net'",
    "''",
    "'x'::text",
    "E'tab\\there'",
    "'O''Brien'",
    'NULL::text',
    "'12'",
    "U&'\\0041'",
    '$$dollar$$::text',
  ],
  bool: ['true', 'false', 'NULL::bool', "'t'::bool"],
  date: ["date '1980-01-01'", "'2026-03-04'::date", 'NULL::date'],
  timestamptz: ["timestamptz '2026-02-11 08:00+00'", "'2026-05-01 00:00+00'::timestamptz", 'NULL::timestamptz'],
  jsonb: ['\'{"a":1}\'::jsonb', "'[1,2]'::jsonb", "'null'::jsonb", 'NULL::jsonb'],
  'text[]': ["ARRAY['a','b']", "'{1,2,x1}'::text[]", 'NULL::text[]'],
  mood: ["'ok'::mood", "'happy'::mood", 'NULL::mood'],
};

export function literal(kind: ColumnKind, random: Random): string {
  return random.pick(literals[kind]);
}

/** Values that make most sense beside a column in a condition: constants without a cast. */
const bare: Partial<Record<ColumnKind, readonly string[]>> = {
  int4: ['1', '2', '3', '5', '8', '201'],
  int8: ['1', '2', '3', '5', '101', "'4'"],
  numeric: ['10', '25.00', '50'],
  text: ["'Berlin'", "'12'", "'sku2'", "'paid'", "'user2@example.net'", "'A.'"],
  date: ["'1980-01-01'", "'2026-03-04'"],
  timestamptz: ["'2026-02-12 08:00+00'"],
  mood: ["'ok'"],
  bool: ['true'],
};

export function bareLiteral(kind: ColumnKind, random: Random): string {
  return random.pick(bare[kind] ?? literals[kind]);
}
