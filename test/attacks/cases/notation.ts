import { type AttackCase, answers, family, refused } from '../attack-case.js';

/** What is called as if it were a column, and columns that are called like what may not be called. */
export const notation: readonly AttackCase[] = [
  ...family('column notation', 'clerk', [
    [
      'a function of a column, beside a column of its name',
      'SELECT leak(c.id) FROM (SELECT 730001::bigint AS id, 1 AS leak) AS c',
      refused(),
    ],
    [
      'a function of a column that is called like its item',
      'SELECT leak(c) FROM (SELECT 730001::bigint AS c, 1 AS leak) AS c',
      refused(),
    ],
    ['a function of any row', 'SELECT leak_any(c) FROM (SELECT 1 AS leak_any) AS c', refused()],
    [
      'a function of any row, of a common table',
      'WITH c AS (SELECT 1 AS leak_any) SELECT leak_any(c) FROM c',
      refused(),
    ],
    [
      'a function of a row of its own type, with a column of its name',
      `SELECT leak_of(c) FROM (SELECT id, name, email, phone, ssn, dob, city, notes, balance, created_at, notes AS leak_of
        FROM customers) AS c`,
      refused(),
    ],
    [
      'SQL in a string',
      "SELECT (ts_stat(c.q)).* FROM (SELECT 'SELECT to_tsvector(ssn) FROM customers' AS q, 1 AS ts_stat) AS c",
      refused(),
    ],
    [
      'SQL in a string, in FROM',
      "SELECT s.* FROM (SELECT 'SELECT to_tsvector(ssn) FROM customers' AS q, 1 AS ts_stat) AS c, ts_stat(c.q) AS s",
      refused(),
    ],
    [
      'SQL in a string, in a condition',
      "SELECT 1 FROM (SELECT 'SELECT to_tsvector(ssn) FROM customers' AS q, 1 AS ts_stat) AS c WHERE (ts_stat(c.q)).word LIKE 's%'",
      refused(),
    ],
    ['a file', "SELECT pg_read_file(c.f) FROM (SELECT 'PG_VERSION' AS f, 1 AS pg_read_file) AS c", refused()],
    [
      'in a list of values that is written',
      'INSERT INTO products SELECT leak(c.id) FROM (SELECT 730001::bigint AS id, 1 AS leak) AS c RETURNING sku',
      refused(),
    ],
    [
      'in RETURNING',
      [
        'BEGIN',
        'UPDATE products p SET title = title FROM (SELECT 730001::bigint AS id, 1 AS leak) AS c RETURNING leak(c.id)',
      ],
      refused(),
    ],
    ['a function after a dot', 'SELECT (730001::bigint).leak', refused()],
    ['a function with arguments to spare, after a dot', 'SELECT (730001::bigint).leak_more', refused()],
    ['the end of another session, after a dot', 'SELECT (0).pg_terminate_backend', refused()],
    ['a size, after a dot', "SELECT ('public.customers'::regclass).pg_total_relation_size", refused()],
    ['a size of what a column names', 'SELECT (c.oid::regclass).pg_relation_size FROM pg_class c LIMIT 1', refused()],
    ['a setting, after a dot', "SELECT ('damask.purpose'::text).current_setting", refused()],
    ['a lock by the number of a row, after a dot', 'SELECT (c.id).pg_advisory_lock FROM customers c', refused()],
    [
      'a column by its name before the row, which is a column after all',
      'SELECT ssn(c) FROM customers c WHERE id = 730001',
      answers(['**********1001']),
    ],
    [
      'a column that is called like a function which may be called',
      'SELECT name(c), length(c) FROM (SELECT 1 AS name, 2 AS length) AS c',
      answers(['1', '2']),
    ],
  ]),
  ...family('column notation', 'clerk', [
    [
      'a function in the part of a column that is filled',
      ['CREATE TEMP TABLE parts (x int[])', 'INSERT INTO parts (x[ascii(leak(730001))]) VALUES (1)'],
      refused(),
    ],
    [
      'SQL in a string in the part of a column that is filled',
      [
        'CREATE TEMP TABLE parts (x int[])',
        "INSERT INTO parts (x[(SELECT ndoc FROM ts_stat('SELECT to_tsvector(ssn) FROM customers') LIMIT 1)]) VALUES (1)",
      ],
      refused(),
    ],
    [
      'rows in the part of a column that is filled',
      ['CREATE TEMP TABLE parts (x int[])', 'INSERT INTO parts (x[(SELECT count(*) FROM customers)]) VALUES (1)'],
      refused(),
    ],
    [
      'a part of a column that is filled',
      [
        'CREATE TEMP TABLE parts (x int[])',
        'INSERT INTO parts (x[5]) VALUES (7)',
        'SELECT x[5], array_lower(x, 1) FROM parts',
      ],
      answers(['7', '5']),
    ],
    ['a cast of a number', 'SELECT 5::xml', refused()],
    ['a cast of a number that is negative', 'SELECT CAST(-5 AS xml)', refused()],
    ['a cast of a truth', 'SELECT true::xml', refused()],
    ['a cast of an array of numbers', 'SELECT ARRAY[5]::xml[]', refused()],
    ['a cast of a large number', 'SELECT 5000000000::json', refused()],
    ['a string that a type reads', "SELECT '<a/>'::xml, NULL::xml, xml '<b/>'", answers(['<a/>', null, '<b/>'])],
  ]),
  ...family('predicates', 'clerk', [
    [
      'a withheld value as the share of a sample',
      [
        'BEGIN',
        `UPDATE customers c SET city = city WHERE id = 730001
          RETURNING (SELECT count(*) FROM products TABLESAMPLE BERNOULLI (CASE WHEN c.balance > 0 THEN 100 ELSE 0 END))`,
      ],
      refused(),
    ],
    [
      'a withheld value as the share of a sample, by its bare name',
      [
        'BEGIN',
        `UPDATE customers SET city = city
          WHERE EXISTS (SELECT FROM products TABLESAMPLE BERNOULLI (CASE WHEN balance > 0 THEN 100 ELSE 0 END))`,
      ],
      refused(),
    ],
    [
      'a withheld value as the seed of a sample',
      [
        'BEGIN',
        `UPDATE customers SET city = city
          RETURNING (SELECT count(*) FROM products TABLESAMPLE BERNOULLI (50) REPEATABLE (balance))`,
      ],
      refused(),
    ],
    [
      'a column that nobody knows, of what is written',
      ['BEGIN', "UPDATE customers SET city = city WHERE unheard_of LIKE 's%'"],
      refused('42703'),
    ],
  ]),
  // Only of those who may not be seen the addresses are 25 letters long.
  ...family('predicates', 'mailer', [
    [
      'LIMIT of a subquery in a condition',
      'SELECT count(*) FROM customers c WHERE EXISTS (SELECT 1 FROM (VALUES (1)) v(x) ORDER BY x LIMIT abs(5 / (length(c.email) - 25)))',
      answers(['4']),
    ],
    [
      'OFFSET of a subquery in a condition',
      'SELECT count(*) FROM customers c WHERE EXISTS (SELECT 1 FROM (VALUES (1)) v(x) ORDER BY x OFFSET abs(5 / (length(c.email) - 25)))',
      answers(['0']),
    ],
    [
      'LIMIT of a lateral subquery',
      'SELECT count(*) FROM customers c, LATERAL (SELECT 1 FROM (VALUES (1)) v(x) ORDER BY x LIMIT abs(5 / (length(c.email) - 25))) AS l',
      answers(['4']),
    ],
    [
      'an aggregate of a subquery in a condition',
      'SELECT count(*) FROM customers c WHERE EXISTS (SELECT sum(x / (length(c.email) - 25)) FROM (VALUES (1)) v(x))',
      answers(['4']),
    ],
    [
      'a filter of an aggregate of a subquery',
      'SELECT count(*) FROM customers c WHERE EXISTS (SELECT count(*) FILTER (WHERE x / (length(c.email) - 25) = 1) FROM (VALUES (1)) v(x))',
      answers(['4']),
    ],
  ]),
];
