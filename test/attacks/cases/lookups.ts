import { type AttackCase, answers, family, refused } from '../attack-case.js';

const many = (count: number) => Array.from({ length: count }, (_, index) => `'Namecanary${index + 1}'`).join(', ');
const nothing = answers(['0']);
const counts = (condition: string) => `SELECT count(*) FROM customers WHERE ${condition}`;

/** A column that may be looked up by its full value, and what more could be got out of that. */
export const lookups: readonly AttackCase[] = family('lookups', 'mailer', [
  ['the full value finds the row, masked', "SELECT name FROM customers WHERE name = 'Namecanary1'", answers(['N.'])],
  ['by a row that is not to be seen', counts("name = 'Namecanary5'"), nothing],
  ['by a row that is past its time', counts("name = 'Hiddencanary1'"), nothing],
  ['by its beginning', counts("name LIKE 'Namec%'"), nothing],
  ['by order', counts("name > 'Namecanary'"), nothing],
  ['by a range', counts("name BETWEEN 'Namecanary0' AND 'Namecanary9'"), nothing],
  ['by a pattern', counts("name ~ 'canary'"), nothing],
  ['by a value put together', counts("name = 'Namecanary' || '1'"), nothing],
  ['by a function of it', counts("lower(name) = 'namecanary1'"), nothing],
  ['by a disjunction', counts("name = 'Namecanary1' OR false"), nothing],
  ['by a negation', counts("NOT (name = 'Namecanary1')"), answers(['4'])],
  ['by a condition as a value', counts("(name = 'Namecanary1') IS TRUE"), nothing],
  ['by CASE', counts("CASE WHEN name = 'Namecanary1' THEN true END"), nothing],
  ['by an array', counts("name = ANY (ARRAY['Namecanary1'])"), nothing],
  ['by an array in a string', counts("name = ANY ('{Namecanary1,Namecanary2}')"), nothing],
  ['by a list of a query', counts("name IN (SELECT 'Namecanary' || i FROM generate_series(1, 9) AS i)"), nothing],
  [
    'by a join with a list',
    "SELECT count(*) FROM customers c JOIN (VALUES ('Namecanary1')) AS v(n) ON v.n = c.name",
    nothing,
  ],
  [
    'by a correlated query',
    "SELECT count(*) FROM generate_series(1, 9) AS i WHERE EXISTS (SELECT FROM customers WHERE name = 'Namecanary' || i)",
    nothing,
  ],
  [
    'by LATERAL',
    "SELECT count(*) FROM (VALUES ('Namecanary1')) AS v(n), LATERAL (SELECT FROM customers WHERE name = v.n) AS c",
    nothing,
  ],
  ['in the select list', "SELECT count(*) FILTER (WHERE name = 'Namecanary1') FROM customers", nothing],
  ['in HAVING', "SELECT count(*) FROM customers GROUP BY name HAVING name = 'Namecanary1'", answers()],
  ['in ON', "SELECT count(*) FROM consents JOIN customers ON name = 'Namecanary1'", refused()],
  [
    'behind an outer join',
    "SELECT count(*) FROM (SELECT 1) AS o LEFT JOIN customers c ON true WHERE c.name = 'Namecanary1'",
    nothing,
  ],
  ['by a view', "SELECT count(*) FROM customer_barrier WHERE name = 'Namecanary1'", nothing],
  ['by another column of its row', counts("(name, id) = ('Namecanary1', 730001)"), nothing],
  ['by a withheld column', counts("ssn = 'ssncanary-1001'"), nothing],
  ['the value by RETURNING', "UPDATE customers SET name = name WHERE name = 'Namecanary1' RETURNING name", refused()],
  ['more than a minute’s budget at once', counts(`name IN (${many(61)})`), refused('53400')],
]);
