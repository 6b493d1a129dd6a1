import { type AttackCase, answers, type Expectation, family, refused } from '../attack-case.js';

const shapes: readonly (readonly [string, string])[] = [
  ['lower', 'lower(notes)'],
  ['reverse', 'reverse(notes)'],
  ['base64', "encode(convert_to(notes, 'UTF8'), 'base64')"],
  ['hex', "encode(notes::bytea, 'hex')"],
  ['md5', 'md5(notes)'],
  ['sha256', 'sha256(notes::bytea)'],
  ['single letters', 'substr(notes, 1, 1)'],
  ['code points', 'ascii(notes)'],
  ['its length', 'length(notes)'],
  ['its bytes', 'octet_length(notes)'],
  ['its size', 'pg_column_size(notes)'],
  ['an array of its letters', 'string_to_array(notes, NULL)'],
  ['words', "to_tsvector('simple', notes)"],
  ['JSON', 'to_json(notes)'],
  ['XML', 'xmlelement(name a, notes)'],
  ['XML forest', 'xmlforest(notes)'],
  ['format', "format('%s', notes)"],
  ['quote_literal', 'quote_literal(notes)'],
  ['translate', "translate(notes, 'n', 'm')"],
  ['overlay', "overlay(notes PLACING 'x' FROM 1)"],
  ['a cast', 'notes::varchar(3)'],
  ['a collation', 'notes COLLATE "C"'],
  ['JSON_OBJECT', "JSON_OBJECT('a': notes) ->> 'a'"],
  ['regexp_replace', "regexp_replace(notes, '^', 'x')"],
  ['unnest of its letters', 'string_to_table(notes, NULL)'],
  ['GREATEST', 'GREATEST(notes, NULL)'],
  ['COALESCE', 'COALESCE(notes, NULL)'],
  ['a subscript of an array', '(ARRAY[notes])[1]'],
  ['a field of a row', '(ROW(notes)::record)::text'],
  ['a range', 'numrange(balance, balance)'],
  ['to_char', "to_char(balance, '9999999.99')"],
  ['arithmetic', 'balance + 1'],
  ['a date', 'dob + 1'],
  ['age', 'age(dob)'],
  ['hashtext', 'hashtext(notes)'],
];

/** What is not NULL when it is made of NULL. */
const shown: Readonly<Record<string, Expectation>> = {
  'a field of a row': answers(['()']),
  'unnest of its letters': answers(),
  XML: answers(['<a/>']),
  format: answers(['']),
  'a range': answers(['(,)']),
};

/** Values that are not the column, and are made of it. */
export const expressions: readonly AttackCase[] = family(
  'expressions',
  'clerk',
  shapes.map(([name, expression]) => [
    name,
    `SELECT ${expression} FROM customers WHERE id = 730001`,
    shown[name] ?? answers([null]),
  ]),
);

/** Conditions, orders and errors that tell of a value without showing it. */
export const predicates: readonly AttackCase[] = [
  ...family('predicates', 'clerk', [
    ['equality with a withheld value', "SELECT count(*) FROM customers WHERE notes = 'notecanary 1'", answers(['0'])],
    ['a prefix', "SELECT count(*) FROM customers WHERE notes LIKE 'n%'", answers(['0'])],
    ['a prefix of what a mask hides', "SELECT count(*) FROM customers WHERE ssn LIKE 'ssn%'", answers(['0'])],
    ['not null', 'SELECT count(*) FROM customers WHERE notes IS NOT NULL', answers(['0'])],
    ['a range of numbers', 'SELECT count(*) FROM customers WHERE balance > 0', answers(['0'])],
    ['a range of dates', "SELECT count(*) FROM customers WHERE dob < '1990-01-01'", answers(['0'])],
    [
      'a search for a word',
      "SELECT count(*) FROM customers WHERE to_tsvector('simple', notes) @@ 'notecanary'",
      answers(['0']),
    ],
    ['a regular expression', "SELECT count(*) FROM customers WHERE notes ~ '^note'", answers(['0'])],
    ['EXISTS', "SELECT EXISTS (SELECT 1 FROM customers WHERE notes LIKE 'n%')", answers(['f'])],
    ['HAVING', 'SELECT city FROM customers GROUP BY city HAVING max(notes) IS NOT NULL', answers()],
    ['FILTER', "SELECT count(*) FILTER (WHERE notes LIKE 'n%') FROM customers", answers(['0'])],
    ['an order', 'SELECT id FROM customers ORDER BY balance DESC, id LIMIT 2', answers(['730001'], ['730002'])],
    ['a join', "SELECT count(*) FROM customers c JOIN (VALUES ('notecanary 1')) v(n) ON c.notes = v.n", answers(['0'])],
    [
      'a lateral count',
      "SELECT p.sku FROM products p WHERE (SELECT count(*) FROM customers WHERE notes LIKE 'n%') > 0",
      answers(),
    ],
    ['LIMIT by a value', 'SELECT sku FROM products ORDER BY sku LIMIT (SELECT count(notes) FROM customers)', answers()],
    [
      'OFFSET by a value',
      'SELECT count(*) FROM (SELECT sku FROM products OFFSET (SELECT count(notes) FROM customers)) x',
      answers(['5']),
    ],
    ['a hidden row by its id', 'SELECT count(*) FROM customers WHERE id = 990001', answers(['0'])],
    ['a hidden row by its address', "SELECT count(*) FROM customers WHERE email LIKE 'hidden%'", answers(['0'])],
    [
      'a division that a hidden row fails',
      'SELECT count(*) FROM customers WHERE 1 / (id - 990001) > 5',
      answers(['0']),
    ],
    [
      'a cast that a hidden row fails',
      "SELECT count(*) FROM customers WHERE substr(email, 7, 1)::text || '' = 'x' OR replace(replace(email, 'mailcanary', ''), '@example.com', '')::int > 6",
      answers(['0']),
    ],
    [
      'a division in ORDER BY',
      'SELECT count(*) FROM (SELECT id FROM customers ORDER BY 1 / (id - 990001)) x',
      answers(['6']),
    ],
    [
      'a division in a join',
      'SELECT count(*) FROM products p JOIN customers c ON 1 / (c.id - 990001) > 5',
      answers(['0']),
    ],
    [
      'a division in a join’s other table',
      'SELECT count(*) FROM orders o LEFT JOIN customers c ON c.id = o.customer_id AND 1 / (c.id - 990002) = 0',
      answers(['12']),
    ],
    [
      'a division under CASE',
      'SELECT count(*) FROM customers WHERE CASE WHEN id = 990001 THEN 1 / (id - id) ELSE 1 END = 2',
      answers(['0']),
    ],
    ['a division in an aggregate', 'SELECT sum(1 / (id - 990001)) FROM customers', answers(['0'])],
    ['a division in FILTER', 'SELECT count(*) FILTER (WHERE 1 / (id - 990001) > 5) FROM customers', answers(['0'])],
    ['a division in a set operation', 'SELECT 1 / (id - 990001) FROM customers EXCEPT SELECT 0', answers()],
    [
      'a division in WITH',
      'WITH x AS (SELECT 1 / (id - 990001) AS y FROM customers) SELECT count(*) FROM x WHERE y > 0',
      answers(['0']),
    ],
    ['a division in EXISTS', 'SELECT EXISTS (SELECT 1 FROM customers WHERE 1 / (id - 990001) > 5)', answers(['f'])],
    ['a division by a view', 'SELECT count(*) FROM customer_mail WHERE 1 / (id - 990001) > 5', answers(['0'])],
    [
      'an overflow of a hidden row',
      'SELECT count(*) FROM customers WHERE id * 9500000000000::bigint > 5',
      answers(['6']),
    ],
    ['a notice for each row', 'SELECT count(*) FROM customers WHERE (id = 990001 AND pg_sleep(1) IS NULL)', refused()],
    [
      'set_config for each row',
      "SELECT set_config('application_name', notes, false) FROM customers",
      answers(...Array.from({ length: 6 }, () => [''])),
    ],
    ['a value in the name of a setting', 'SELECT current_setting(notes) FROM customers LIMIT 1', answers([null])],
    [
      'setseed by a value',
      'SELECT setseed(balance::float8 / 10000000) FROM customers LIMIT 1; SELECT random() < 2',
      answers(['t']),
    ],
    [
      'a scalar subquery with two rows',
      'SELECT count(*) FROM products WHERE sku = (SELECT sku FROM products p2 WHERE p2.price > 0 AND EXISTS (SELECT 1 FROM customers WHERE id > 980000))',
      answers(['0']),
    ],
    [
      'generate_series by a value',
      'SELECT count(*) FROM customers c, generate_series(1, length(c.notes)) g',
      answers(['0']),
    ],
    ['DISTINCT counts', 'SELECT count(DISTINCT notes), count(DISTINCT ssn) FROM customers', answers(['0', '6'])],
    ['percentiles', 'SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY balance) FROM customers', answers([null])],
    [
      'ntile',
      'SELECT count(DISTINCT rank) FROM (SELECT rank() OVER (ORDER BY balance) FROM customers) x',
      answers(['1']),
    ],
    ['corr', 'SELECT corr(balance::float8, id::float8) FROM customers', answers([null])],
  ]),
  ...family('predicates', 'analyst/analytics', [
    ['an id that is known', 'SELECT count(*) FROM customers WHERE id = 730001', answers(['0'])],
    ['ids that are known', 'SELECT count(*) FROM customers WHERE id IN (730001, 730002, 730003)', answers(['0'])],
    [
      'an id as a parameter of another type',
      "SELECT count(*) FROM customers WHERE id = '730001'::numeric",
      answers(['0']),
    ],
    ['a day of birth', "SELECT count(*) FROM customers WHERE dob = '1961-07-14'", answers(['0'])],
    [
      'a time zone that moves a year',
      ["SET timezone = '-167:59:59'", 'SELECT DISTINCT dob FROM customers'],
      answers(['1961-01-01']),
    ],
    ['an amount to the cent', 'SELECT count(*) FROM orders WHERE total = 10', answers(['0'])],
    ['an amount by its sum', 'SELECT sum(total) % 50 FROM orders', answers(['0.00'])],
    ['objections', 'SELECT count(*) FROM consents', refused()],
  ]),
];
