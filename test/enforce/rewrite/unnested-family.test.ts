import { expect, test } from 'vitest';
import { unnestedFamily } from '../../../src/enforce/rewrite/unnested-family.js';
import { expressionOf, isFenced, smallContext } from '../small-view.js';

test.each([
  ['$1::int8[]', 'int8'],
  ['ARRAY[1, 2]::int4[]', 'int'],
  ["'{a}'::varchar(5)[]", 'text'],
  // It may be of any collation.
  ['c.tags::text[]', 'unknown'],
  ['c.numbers::int8[]', 'int8'],
  ['$1::mood[]', 'unknown'],
  ['$1::int8', 'unknown'],
  ['$1', 'unknown'],
])('what stands in %s is of %s', (sql, family) => {
  expect(unnestedFamily(expressionOf(sql), smallContext('mailer'))).toBe(family);
});

test.each([
  ['SELECT 1 FROM customers WHERE id IN (SELECT unnest($1::int8[]))', false],
  ["SELECT 1 FROM customers WHERE city = ANY (SELECT unnest('{a,b}'::text[]))", false],
  ['SELECT 1 FROM customers WHERE id IN (SELECT unnest($1::oid[]))', true],
  ['SELECT 1 FROM customers WHERE id IN (SELECT unnest($1))', true],
  ['SELECT 1 FROM customers WHERE id IN (SELECT unnest($1::int8[], $2::int8[]))', true],
])('%s is fenced: %s', (sql, fenced) => {
  expect(isFenced(sql)).toBe(fenced);
});
