import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseRule, rulePredicate, ruleToSql } from '../../src/rules/index.js';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { keys, typed } from './masked.js';
import { mustCompile, specs } from './specs.js';

const values = [
  '',
  'ada@example.com',
  'ADA@EXAMPLE.COM',
  'Ada Lovelace',
  'ADA LOVELACE',
  'é',
  'E\u0301',
  '2024-05-17',
  '12345678',
];

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
  await database.query(`
    CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
    CREATE TABLE t (i int, x text COLLATE blind)`);
  await database.query('INSERT INTO t SELECT i, v FROM unnest($1::text[]) WITH ORDINALITY AS u(v, i)', [values]);
});

afterAll(() => database.drop());

test('a column whose collation is blind to case and accents is masked by its bytes', async () => {
  const masks = specs.map(mustCompile).filter((mask) => mask.takes(typed('text')));
  const inline = new Map(
    [...keys.settings()].map(([name, value]) => [`pg_catalog.current_setting('${name}')`, `'${value}'`]),
  );
  const sql = masks.map((mask, index) => {
    const text = mask.sql('t.x', typed('text'), keys);
    return `${[...inline].reduce((before, [call, value]) => before.replaceAll(call, value), text)} AS y${index}`;
  });
  const { rows } = await database.query(`SELECT ${sql.join(', ')} FROM t ORDER BY i`);
  expect(rows).toEqual(
    values.map((value) =>
      Object.fromEntries(masks.map((mask, index) => [`y${index}`, mask.apply(value, typed('text'), keys)])),
    ),
  );
});

test('a rule reads such a column by its bytes', async () => {
  for (const source of [
    "x = 'é'",
    "x <> 'Ada Lovelace'",
    "x in ('ADA LOVELACE')",
    "x like 'A%'",
    "lower(x) = 'ada lovelace'",
    "x > 'A'",
  ]) {
    const rule = parseRule(source);
    if ('issue' in rule) throw new Error(rule.issue);
    const sql = ruleToSql(rule, () => ({ sql: 't.x', typname: 'text', collation: 'public.blind' }));
    const { rows } = await database.query(`SELECT ${sql} AS kept FROM t ORDER BY i`);
    expect({ source, kept: rows.map(({ kept }) => kept) }).toEqual({
      source,
      kept: values.map((x) => rulePredicate(rule)(() => x)),
    });
  }
});
