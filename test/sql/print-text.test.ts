import { expect, test } from 'vitest';
import { loadParser, parse, print } from '../../src/sql/index.js';
import { nameIn, nodeIn, structIn, textIn } from '../../src/sql/print/fields.js';

await loadParser();

/** Without double quotes. */
const printed = (sql: string) => {
  const [statement] = parse(sql);
  return statement === undefined ? '' : print(statement.node).replaceAll('"', '');
};

test.each([
  "a + 1, f(a) + b, (SELECT 1) + 2, NULLIF(a, 1) + 2, XMLCONCAT(a, b) || c, 'x' || d",
  '(a IN (SELECT 1)) = true, (a IS DOCUMENT) = true, (a AT TIME ZONE b) + c, EXISTS (SELECT 1) = true',
  '(-1) ^ 2, (a = b) = c, (-1) + b',
  '- a, + a, ~ a, a OPERATOR(pg_catalog.+) b',
])('nothing is put into parentheses that no operator could tear apart: %s', (list) => {
  expect(printed(`SELECT ${list}`)).toBe(`SELECT ${list}`);
});

test.each([
  'COPY t FROM STDIN',
  'COPY t TO STDOUT',
  "COPY t FROM STDIN WITH (format 'csv', header)",
  "COPY t TO STDOUT WITH CSV HEADER DELIMITER ';' FORCE QUOTE a, b",
])('COPY is printed as its documentation writes it: %s', (sql) => {
  expect(printed(sql)).toBe(sql);
});

test('a tree that no grammar made is not printed', () => {
  for (const value of [undefined, null, 'x', 5]) expect(() => structIn(value)).toThrow('where a node has to');
  expect(() => nodeIn({ String: { sval: 'a' } }, 'Integer')).toThrow('where a node has to');
  expect(() => textIn(undefined)).toThrow('nothing stands where a text has to');
  expect(() => nameIn({ String: {} })).toThrow('nothing stands where a text has to');
  expect(textIn('')).toBe('');
  expect(nameIn({ String: { sval: 'a' } })).toBe('a');
});
