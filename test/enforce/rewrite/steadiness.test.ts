import { expect, test } from 'vitest';
import { isProbed, steadinessOf } from '../../../src/enforce/rewrite/steadiness.js';
import { expressionOf, isFenced, parsed, smallContext } from '../small-view.js';

const steadiness = (sql: string) => steadinessOf(expressionOf(sql), smallContext('mailer', parsed(`SELECT ${sql}`)));

test.each([
  ['5', 'literal'],
  ["'x'::date", 'literal'],
  ["'5'::int4[]", 'literal'],
  ['5 / 0', 'literal'],
  ["lower('x') = 'y'", 'literal'],
  ["CASE WHEN true THEN 'a' ELSE 'b' END", 'literal'],
  ['$1', 'steady'],
  ['$1::int8', 'steady'],
  ['$1::int8 IS NULL OR $1::int8 = 5', 'steady'],
  ['now()', 'steady'],
  ['now()::date', 'steady'],
  ['CURRENT_DATE > $1', 'steady'],
  ['unnest($1::int8[])', 'steady'],
  ['generate_series(1, $1)', 'steady'],
  ["current_setting('application_name', true)", 'steady'],
  ['count(*)', 'steady'],
  ['count(*) OVER (ROWS 5 PRECEDING)', 'steady'],
  ['COALESCE(1, 2.5)', 'literal'],
  ["COALESCE($1, 'x')", 'steady'],
  ["COALESCE($1::date, '2020-01-01'::date)", 'steady'],
  ['GREATEST(1, $1)', 'steady'],
  ['ARRAY[1, 2] IS NULL', 'literal'],
  ["lower($1) = 'x'", 'steady'],
  ['5 = ANY ($1)', 'steady'],
  ['$1 IN (1, 2)', 'steady'],
  ['length($1)', 'steady'],
  // Worked out when they run, whatever they are made of.
  ["COALESCE('2020-01-01'::date, now())", 'telling'],
  ["GREATEST('2020-01-01'::date, '2020-01-01'::timestamptz)", 'telling'],
  ["ARRAY['2020-01-01'::date, now()]", 'telling'],
  ["CASE WHEN true THEN now() ELSE '2020-01-01'::date END", 'telling'],
  ["CASE now() WHEN '2020-01-01'::date THEN 1 END", 'telling'],
  ["lower('2020-01-01'::timestamptz::text)", 'telling'],
  ["length('x'::bytea, 'nosuch')", 'telling'],
  ['count(*) OVER (ROWS -5 PRECEDING)', 'telling'],
  ['1 / count(*)', 'telling'],
  ["string_agg('x', 'y')", 'telling'],
  ['$1::int8 = 5::oid', 'telling'],
  ['CURRENT_USER::date', 'telling'],
  ['ARRAY[$1::int8[], $1::int8[]]', 'telling'],
  ["'x'::text::date", 'telling'],
  ["'2020-01-01'::timestamptz - '1 day'::interval", 'telling'],
  ["now() - '1 day'::interval", 'steady'],
  ["now() - '300000 years'::interval", 'telling'],
  ['1 / $1', 'telling'],
  ['$1::numeric(5, 2)', 'telling'],
  ['$1::int8 = 5 OR $1 = 6', 'telling'],
  ["'a' @@ 'b'", 'telling'],
  ["'a'::text OPERATOR(pg_catalog.@@) 'b'::text", 'telling'],
  ['$1::interval(0)', 'telling'],
  ["LOCALTIMESTAMP IN ('2020-01-01'::timestamp, now())", 'telling'],
  ['$1 LIKE $2', 'telling'],
  ['random()', 'telling'],
  ["nextval('s')", 'telling'],
  ["set_config('a', 'b', false)", 'telling'],
  ["current_setting('application_name')", 'telling'],
  ["current_setting('application_name', true)::int8", 'telling'],
  ['generate_series(1, $1::numeric)', 'telling'],
  ['leak(5)', 'telling'],
  ['nobody(5)', 'telling'],
])('%s is %s', (sql, expected) => {
  expect(steadiness(sql)).toBe(expected);
});

test.each([
  ['SELECT id FROM customers WHERE id = $1::int8', false],
  ["SELECT id FROM customers WHERE id = '5'::int8 AND city = 'x'", false],
  ["SELECT id FROM customers WHERE city = 'x' AND random() < 1", true],
  ["SELECT id FROM customers WHERE city <> 'x' OR 1 / $1 = 1", true],
  ["SELECT id FROM customers WHERE city <> 'x' OR (now() - '300000 years'::interval) IS NULL", true],
  ["SELECT id, nextval('s') FROM orders", false],
  ["SELECT id FROM customers WHERE city <> 'x' OR EXISTS (VALUES (now()), ('2020-01-01'::date))", true],
  ["SELECT id FROM customers WHERE city <> 'x' OR EXISTS (VALUES (now()), ('2020-01-01'))", false],
  ["SELECT id FROM customers WHERE city <> 'x' OR EXISTS (SELECT FROM orders TABLESAMPLE SYSTEM (200))", true],
  ['SELECT id FROM customers TABLESAMPLE SYSTEM (20)', false],
])('%s is fenced: %s', (sql, fenced) => {
  expect(isFenced(sql)).toBe(fenced);
});

test('a cast is let run early where it gives no parameter another type', () => {
  const probed = (sql: string, types: readonly number[] = []) => {
    const context = smallContext('mailer', parsed(`SELECT ${sql}`));
    return isProbed(expressionOf(sql), { ...context, parameters: { ...context.parameters, types } });
  };
  expect(probed('$1::int8', [25])).toBe(true);
  expect(probed('$1::int8', [20])).toBe(false);
  expect(probed('$1::int8', [21])).toBe(false);
  expect(probed('$1::int8', [23])).toBe(false);
  expect(probed('$1::int2', [23])).toBe(true);
  expect(probed('$1::numeric(5, 2)', [23])).toBe(true);
  expect(probed('$1::int8')).toBe(false);
  expect(probed('$1::numeric(5, 2)')).toBe(true);
  expect(probed("current_setting('application_name', true)::int8")).toBe(true);
  expect(probed('(1 / $1)::int8')).toBe(false);
  expect(probed('1 / $1', [23])).toBe(false);
});
