import { describe, expect, test } from 'vitest';
import { columnNames, mayHide, storedName } from '../../../src/enforce/rewrite/column-names.js';
import { parsed, plan } from '../small-view.js';

const namesOf = (sql: string) => {
  const names = columnNames(parsed(sql));
  return names === null ? null : [...names].sort();
};

test('whatever could be the name of a column is one', () => {
  expect(namesOf("SELECT a, t.b, lower(c) FROM t JOIN u USING (d) WHERE e = 'f' ORDER BY g")).toEqual([
    '=',
    'a',
    'b',
    'c',
    'd',
    'e',
    'g',
    'lower',
    't',
  ]);
  expect(namesOf('SELECT (SELECT x FROM u WHERE u.y = t.z) AS w FROM t AS t')).toEqual(['=', 't', 'u', 'x', 'y', 'z']);
  expect(namesOf('SELECT (row).deep FROM t')).toEqual(['deep', 'row']);
});

describe('columns are read without their names by', () => {
  test.each([
    'SELECT * FROM t',
    'SELECT t.* FROM t',
    'SELECT count(t.*) FROM t',
    'SELECT (f(a)).* FROM t',
    'SELECT a FROM t WHERE EXISTS (SELECT * FROM u)',
    'TABLE t',
    'SELECT t FROM t',
    'SELECT s.t FROM s.t',
    'SELECT to_jsonb(x) FROM t AS x',
    'SELECT email(x) FROM t AS x',
    'SELECT (x).email FROM t AS x',
    'SELECT j FROM (t JOIN u ON t.a = u.a) AS j',
    'SELECT a FROM t NATURAL JOIN u',
    'SELECT c1 FROM (t JOIN u ON true) AS j (c1, c2)',
  ])('%s', (sql) => {
    expect(namesOf(sql)).toBeNull();
  });
});

test('a guard may hide a column where each is read by its name, and the client names none like it', () => {
  expect(mayHide(parsed('SELECT a FROM t'))).toBe(true);
  expect(mayHide(parsed('SELECT * FROM t'))).toBe(false);
  expect(mayHide(parsed('SELECT damask_s_x FROM t'))).toBe(false);
  expect(mayHide(parsed('SELECT (a).damask_s_x FROM t'))).toBe(false);
  expect(mayHide(parsed('SELECT 1 FROM t JOIN u USING ("damask_s_0")'))).toBe(false);
  expect(mayHide(parsed('SELECT U&"\\0064amask_s_" FROM t'))).toBe(false);
  expect(mayHide(parsed("SELECT 'damask_s_' FROM t"))).toBe(true);
  expect(storedName(1)).toMatch(/^damask_s_\w{8,}_1$/);
});

test('a guard gives what is read, in the order of its relation', () => {
  expect(plan('SELECT city, email FROM customers').text).toMatch(
    /^SELECT city, email FROM \(SELECT "damask_row"\."email", "damask_row"\."city" FROM /,
  );
  expect(plan('SELECT count(*) FROM customers').text).toMatch(/FROM \(SELECT FROM "public"\."customers"/);
  expect(plan('SELECT count(*) FROM customers, LATERAL (SELECT customers.id) x').text).toMatch(/"id" FROM "public"/);
});

test('a column that stands in a text of the gateway is read there', () => {
  expect(plan('SELECT current_setting(name) FROM customers').text).toMatch(/ AS "name" FROM "public"\."customers"/);
});

test('names that a list of aliases gives stand for the columns in their places', () => {
  expect(plan('SELECT c.b FROM customers AS c (a, b)').text).toMatch(
    /"damask_row"\."id", .* AS "name", "damask_row"\."email"/,
  );
});

test('a view is read with the columns that its definition names', () => {
  expect(plan('SELECT mail FROM customer_mail').text).toMatch(
    /\(SELECT "damask_row"\."id", "damask_row"\."email" FROM /,
  );
});
