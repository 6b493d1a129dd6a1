import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseRule, type RuleColumn, type RuleExpression, ruleIssue, ruleToSql } from '../../src/rules/index.js';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';

function parsed(source: string): RuleExpression {
  const rule = parseRule(source);
  if ('issue' in rule) throw new Error(rule.issue);
  return rule;
}

/** A field's first letters say its type: `text_a` is a text. */
const typed = (path: string): RuleColumn => ({ sql: `r.${path}`, typname: path.split('_')[0] ?? '' });
const untyped = (path: string) => `r."${path}"`;

describe('a rule that fits the columns', () => {
  test.each([
    ["text_a = 'DE'", "(r.text_a OPERATOR(pg_catalog.=) CAST('DE' AS pg_catalog.text))"],
    ["text_a < 'DE'", '((r.text_a COLLATE pg_catalog."C") OPERATOR(pg_catalog.<) CAST(\'DE\' AS pg_catalog.text))'],
    [
      "citext_a = 'DE'",
      '((CAST(r.citext_a AS pg_catalog.text) COLLATE pg_catalog."C") OPERATOR(pg_catalog.=) CAST(\'DE\' AS pg_catalog.text))',
    ],
    ['int4_a >= -18', "(r.int4_a OPERATOR(pg_catalog.>=) CAST('-18' AS pg_catalog.int8))"],
    ["'1.5' = numeric_a", "(CAST('1.5' AS pg_catalog.numeric) OPERATOR(pg_catalog.=) r.numeric_a)"],
    ['bool_a', 'r.bool_a'],
    ['bool_a = true', '(r.bool_a OPERATOR(pg_catalog.=) TRUE)'],
    ['coalesce(bool_a, false)', 'COALESCE(r.bool_a, FALSE)'],
    [
      'coalesce(int4_a, 0) > 1',
      "(COALESCE(r.int4_a, CAST('0' AS pg_catalog.int8)) OPERATOR(pg_catalog.>) CAST('1' AS pg_catalog.int8))",
    ],
    ["coalesce(date_a, '2024-01-01') is null", "(COALESCE(r.date_a, CAST('2024-01-01' AS pg_catalog.date)) IS NULL)"],
    ["'x' is null", "(CAST('x' AS pg_catalog.text) IS NULL)"],
    ["'x' = 'y'", "(CAST('x' AS pg_catalog.text) OPERATOR(pg_catalog.=) CAST('y' AS pg_catalog.text))"],
    [
      "timestamptz_a < '2024-01-31'",
      "(r.timestamptz_a OPERATOR(pg_catalog.<) CAST('2024-01-31 00:00:00+00:00' AS pg_catalog.timestamptz))",
    ],
    [
      "timestamptz_a < '2024-01-31T10:00Z'",
      "(r.timestamptz_a OPERATOR(pg_catalog.<) CAST('2024-01-31 10:00+00:00' AS pg_catalog.timestamptz))",
    ],
    [
      "timestamptz_a < '2024-01-31 10:00:00.5-05:30'",
      "(r.timestamptz_a OPERATOR(pg_catalog.<) CAST('2024-01-31 10:00:00.5-05:30' AS pg_catalog.timestamptz))",
    ],
    [
      "timestamp_a < '2024-01-31'",
      "(r.timestamp_a OPERATOR(pg_catalog.<) CAST('2024-01-31 00:00:00' AS pg_catalog.timestamp))",
    ],
    [
      "uuid_a = 'C0FFEE00-0000-4000-8000-000000000001'",
      "(r.uuid_a OPERATOR(pg_catalog.=) CAST('C0FFEE00-0000-4000-8000-000000000001' AS pg_catalog.uuid))",
    ],
    ['point_a is null', '(r.point_a IS NULL)'],
    [
      "text_a like 'it''s \\\\%'",
      "((r.text_a COLLATE pg_catalog.\"C\") OPERATOR(pg_catalog.~~) CAST(E'it''s \\\\\\\\%' AS pg_catalog.text))",
    ],
  ])('%s', (source, sql) => {
    expect(ruleIssue(parsed(source), typed)).toBe(null);
    expect(ruleToSql(parsed(source), typed)).toBe(sql);
  });

  test('a column with a collation of its own is compared by its bytes', () => {
    const german = (path: string): RuleColumn => ({ sql: path, typname: 'text', collation: 'public.german' });
    expect(ruleToSql(parsed("a = 'ß'"), german)).toBe(
      '((a COLLATE pg_catalog."C") OPERATOR(pg_catalog.=) CAST(\'ß\' AS pg_catalog.text))',
    );
  });
});

describe('a rule that does not fit shows no row, and says why', () => {
  test.each([
    ['text_a = 1', 'type text and type number are compared'],
    ['int4_a = text_b', 'type number and type text are compared'],
    ['date_a < timestamptz_b', 'type date and type timestamptz are compared'],
    ['bool_a = 1', 'type boolean and type number are compared'],
    ["bool_a = 't'", 'a string meets type boolean'],
    ["int4_a = 'x'", 'a string that is no number meets a number'],
    ["int4_a = '12345678901234567890'", 'a string that is no number meets a number'],
    ["date_a = '31.01.2024'", 'a string that is no date in the form 2024-12-31[ 23:59:59] meets one'],
    ["date_a = '2024-02-30'", 'a string that is no date in the form 2024-12-31[ 23:59:59] meets one'],
    ["date_a = '0000-01-01'", 'a string that is no date in the form 2024-12-31[ 23:59:59] meets one'],
    ["date_a = 'now'", 'a string that is no date in the form 2024-12-31[ 23:59:59] meets one'],
    ["timestamp_a = '2024-01-01 00:00Z'", 'a string that is no timestamp in the form 2024-12-31[ 23:59:59] meets one'],
    ["timestamptz_a = 'yesterday'", 'a string that is no timestamptz in the form 2024-12-31[ 23:59:59] meets one'],
    ["uuid_a = 'x'", 'a string that is no uuid meets one'],
    ["enum_a < 'x'", 'an enum has no order in rules'],
    ["point_a = 'x'", "a type that rules do not know can't be compared so"],
    ["interval_a > '1 day'", "a type that rules do not know can't be compared so"],
    ['numeric_a < float8_b', 'type numeric and a float are compared'],
    ['coalesce(float4_a, int4_b, numeric_c) = 1', 'type numeric and a float are compared'],
    ['coalesce(float4_a, numeric_c) is null', 'type numeric and a float are compared'],
    ['int4_a', "type number can't be compared so"],
    ["'x'", "type text can't be compared so"],
    ["int4_a like '1%'", "type number can't be compared so"],
    ["lower(int4_a) = 'x'", "type number can't be compared so"],
    ['coalesce(int4_a, bool_b) is null', 'type number and type boolean are compared'],
    ['not (bool_a or text_b = 1)', 'type text and type number are compared'],
  ])('%s', (source, issue) => {
    expect(ruleIssue(parsed(source), typed)).toBe(issue);
    expect(ruleToSql(parsed(source), typed)).toBe('false');
  });
});

describe('columns of which the type is not known', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
    await database.query(`CREATE TABLE r (t text, c char(4), n int, b bool, d date)`);
    await database.query(`INSERT INTO r VALUES ('DE', 'DE', 18, true, '2024-01-01'), ('de', 'FR', 17, false, NULL)`);
  });
  afterAll(() => database.drop());

  const count = async (source: string) => {
    const { rows } = await database.query(
      `SELECT count(*)::int AS n FROM r WHERE ${ruleToSql(parsed(source), untyped)}`,
    );
    return rows[0].n;
  };

  test('are what their literals are', async () => {
    expect(await count("t = 'DE' and n >= 18 and b")).toBe(1);
    expect(await count("c = 'DE'")).toBe(1);
    expect(await count("t in ('DE', 'de') and n between 1 and 99 and b is not null")).toBe(2);
    expect(await count("coalesce(t, 'x') > 'De' or b = true")).toBe(2);
  });

  test('make PostgreSQL refuse a string for what is no text, before it reads a row', async () => {
    await expect(count("d > '2024-01-01'")).rejects.toThrow('collations are not supported by type date');
    await expect(count("n = '18'")).rejects.toThrow('collations are not supported by type integer');
  });

  test('are not compared with each other: a numeric and a float would raise on some values', () => {
    for (const source of ['a < b', 'a = b', 'coalesce(a, b) = 1', 'coalesce(a, b) is null']) {
      expect(ruleIssue(parsed(source), untyped)).toBe('fields of which the types are not known are compared');
    }
  });

  test('are not compared with fields of known types either', () => {
    const mixed = (path: string) => (path === 'u' ? untyped(path) : typed(path));
    expect(ruleIssue(parsed('u = enum_a'), mixed)).toBe('fields of which the types are not known are compared');
  });
});

test('a fault of whoever knows the columns is not taken for a rule that does not fit', () => {
  const broken = () => {
    throw new RangeError('no such column');
  };
  expect(() => ruleToSql(parsed('a = 1'), broken)).toThrow(RangeError);
});
