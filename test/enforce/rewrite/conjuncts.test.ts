import { expect, test } from 'vitest';
import { plan } from '../small-view.js';

/** `city::int4` makes a fence; what else stands in WHERE may be copied inside it. */
const fenced = (condition: string, from = 'customers c') => {
  const { text } = plan(`SELECT 1 FROM ${from} WHERE c.city::int4 > 5 AND ${condition}`);
  const inside = /AS damask_row WHERE (.*?) OFFSET 0\)/.exec(text)?.[1] ?? '';
  expect(text).toContain(' OFFSET 0');
  return inside.split(' AND (EXISTS')[0] ?? '';
};

test.each([
  ['c.id = 5', 'id" = 5'],
  ['5 < c.id', '5 < "damask_row"."id"'],
  ['c.id IN (1, 2)', '"id" IN (1, 2)'],
  ["c.email = 'x'", '"email" = \'x\''],
  ['c.id = $1', '"id" = $1'],
  ['c.id >= 5', '"id" >= 5'],
  ['c.id BETWEEN 5 AND $1', '"id" BETWEEN 5 AND $1'],
])('%s is tested inside the fence as well', (condition, copied) => {
  expect(
    fenced(condition)
      .replaceAll('damask_row.', '"damask_row".')
      .replace(/\."?id"?/g, '."id"')
      .replace(/\."?email"?/g, '."email"'),
  ).toContain(copied);
});

test.each([
  "c.name = 'A.'",
  "c.ssn = 'x'",
  'c.id <> 5',
  'c.id = c.id',
  "c.city LIKE 'a%'",
  'c.id NOT BETWEEN 5 AND 6',
  'c.id BETWEEN SYMMETRIC 6 AND 5',
  'c.id BETWEEN 5 AND c.id',
  '5 BETWEEN c.id AND 6',
  "c.name BETWEEN 'A' AND 'B'",
  'c.id = 5::oid',
  'c.id = 5 OR c.id = 6',
  'NOT c.id = 5',
  'c.id = (SELECT 5)',
])('%s is not', (condition) => {
  expect(fenced(condition)).toMatch(/^\(EXISTS/);
});

test('a cast that is tested inside is tried out there before any row is read', () => {
  const { text } = plan('SELECT 1 FROM customers c WHERE c.id + 1 > 0 AND c.id = $1::int8', 'mailer', {
    parameterTypes: [25],
  });
  expect(text).toMatch(/WHERE \(CAST\(\$1 AS "int8"\) IS NULL OR .*OFFSET 0/);
});

test('a column whose name an alias list changed is not looked for', () => {
  const { text } = plan('SELECT 1 FROM customers c(city, id) WHERE c.id::int4 > 5 AND c.city = 5');
  expect(text).toMatch(/damask_row WHERE \(EXISTS/);
});

test('a condition on another table stays where it is', () => {
  const { text } = plan('SELECT 1 FROM customers c, orders o WHERE c.city::int4 > 5 AND o.id = 7');
  expect(text).toMatch(/"orders" AS damask_row WHERE \(+.*id"? = 7\)/);
  expect(text).toMatch(/"customers" AS damask_row WHERE \(EXISTS/);
});
