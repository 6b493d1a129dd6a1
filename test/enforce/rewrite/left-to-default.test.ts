import { describe, expect, test } from 'vitest';
import { leftToDefault, rowsOf, sometimesLeft } from '../../../src/enforce/rewrite/left-to-default.js';
import { as } from '../../../src/sql/index.js';
import { parsed, plan, refusal } from '../small-view.js';

const kept = /^42501 column `public\.customers\.ssn` may not be written/;

describe('an INSERT may name what it leaves to DEFAULT', () => {
  test.each([
    'INSERT INTO customers (id, name, ssn) VALUES (1, $1, DEFAULT)',
    "INSERT INTO customers (ssn, id) VALUES (DEFAULT, 1), (DEFAULT, 2) ON CONFLICT (id) DO UPDATE SET name = 'x' RETURNING id, ssn",
    'WITH w AS (INSERT INTO customers (id, ssn) VALUES (1, DEFAULT) RETURNING id) SELECT id FROM w',
    'MERGE INTO customers c USING products p ON false WHEN NOT MATCHED THEN INSERT (id, ssn) VALUES (1, DEFAULT)',
  ])('%s', (sql) => {
    expect(plan(sql, 'storefront').text).toContain('DEFAULT');
  });
});

describe('what is written is asked about', () => {
  test.each([
    "INSERT INTO customers (id, ssn) VALUES (1, DEFAULT), (2, 'x')",
    "INSERT INTO customers (id, ssn) VALUES (2, 'x'), (1, DEFAULT)",
    'INSERT INTO customers (id, ssn) VALUES (1, NULL)',
    'INSERT INTO customers (id, ssn) VALUES (1, $1)',
    "INSERT INTO customers (ssn, id) VALUES ('x', DEFAULT)",
    'INSERT INTO customers (id, ssn) SELECT 1, NULL',
    'INSERT INTO customers (id, ssn) VALUES (1, DEFAULT) ON CONFLICT (id) DO UPDATE SET ssn = DEFAULT',
    "INSERT INTO customers (id, ssn) VALUES (1, DEFAULT) ON CONFLICT (id) DO UPDATE SET ssn = 'x'",
    'UPDATE customers SET ssn = DEFAULT',
    "MERGE INTO customers c USING products p ON false WHEN NOT MATCHED THEN INSERT (id, ssn) VALUES (1, 'x')",
    'MERGE INTO customers c USING products p ON c.name = p.sku WHEN MATCHED THEN UPDATE SET ssn = DEFAULT',
    `INSERT INTO customers (id, ssn) VALUES ${Array.from({ length: 3_000 }, (_, at) => `(${at}, DEFAULT)`).join(', ')}, (5000, 'x')`,
  ])('%.120s', (sql) => {
    expect(refusal(sql, 'storefront')).toMatch(kept);
  });

  test('EXCLUDED does not show what the store puts there', () => {
    const upsert = (value: string) =>
      `INSERT INTO customers (id, ssn) VALUES (1, DEFAULT) ON CONFLICT (id) DO UPDATE SET name = ${value}`;
    expect(refusal(upsert('excluded.ssn'), 'storefront')).toMatch(/^42501 `excluded\.ssn` is not given/);
    expect(refusal(upsert('(SELECT (excluded).ssn)'), 'storefront')).toMatch(/^42501/);
  });
});

test('a column that is not there is not there', () => {
  expect(refusal('INSERT INTO customers (id, nothing) VALUES (1, DEFAULT)', 'storefront')).toMatch(/^42703/);
});

test('a part of a column is never left to it', () => {
  const insert = as(
    parsed('INSERT INTO t (a, b[1], c) VALUES (DEFAULT, DEFAULT, 1), (DEFAULT, DEFAULT, DEFAULT)'),
    'InsertStmt',
  )!;
  expect([...leftToDefault(insert.cols, rowsOf(insert))]).toEqual(['a']);
  expect([...sometimesLeft(insert.cols, rowsOf(insert))]).toEqual(['a', 'c']);
  const query = as(parsed('INSERT INTO t (a) SELECT 1'), 'InsertStmt')!;
  expect([...leftToDefault(query.cols, rowsOf(query))]).toEqual([]);
});
