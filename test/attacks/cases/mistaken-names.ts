import { type AttackCase, answers, completes, family, refused } from '../attack-case.js';

const peeking = (condition: string) =>
  `UPDATE customers SET city = city WHERE EXISTS (SELECT 1 FROM (SELECT 'x' AS ssn) AS customers, products b JOIN products c ON ${condition}) RETURNING id`;

/** What stands beside a join can't be named in its condition: PostgreSQL takes the name for one of the query around. */
const beside = family('a name of what stands beside a join', 'clerk', [
  [
    'none',
    "UPDATE customers SET city = city WHERE id = 730001 RETURNING (SELECT ssn FROM products b JOIN products c ON b.sku = c.sku WHERE c.sku = 'a')",
    answers(['**********1001']),
  ],
  ['in its condition', peeking("customers.ssn LIKE 'ssncanary%'"), answers()],
  ['in its condition, without the table', peeking("ssn LIKE 'ssncanary%'"), answers()],
  ['in a query within it', peeking("EXISTS (SELECT 1 WHERE customers.ssn LIKE 'ssncanary%')"), answers()],
  [
    'in a join of a join',
    `UPDATE orders SET status = status WHERE EXISTS (SELECT 1 FROM (SELECT 1 AS id, 0 AS customer_id) AS orders,
      products a JOIN (products b JOIN products c ON orders.customer_id IS NULL) ON true)`,
    completes('UPDATE 0'),
  ],
]);

/** A column that is thought to be there, and is none, is a function that takes the row. */
const calls = family('a column that is none', 'clerk', [
  [
    'of a join by USING, renamed',
    'SELECT x.leak_row FROM (SELECT * FROM (SELECT 1 AS leak_row, 2 AS a) s JOIN (SELECT 1 AS leak_row, 3 AS b) t USING (leak_row)) AS x(p)',
    refused(),
  ],
  [
    'of a natural join, renamed',
    'SELECT x.leak_row FROM (SELECT * FROM (SELECT 1 AS leak_row, 2 AS a) s NATURAL JOIN (SELECT 1 AS leak_row, 3 AS b) t) AS x(p)',
    refused(),
  ],
  [
    'of a common table over one',
    'WITH x(p) AS (SELECT * FROM (SELECT 1 AS leak_row) s NATURAL JOIN (SELECT 1 AS leak_row) t) SELECT x.leak_row FROM x',
    refused(),
  ],
  [
    'of a join by USING with a name of its own',
    'SELECT x.leak_row FROM (SELECT * FROM ((SELECT 1 AS leak_row) s JOIN (SELECT 1 AS leak_row) t USING (leak_row)) AS j) AS x(p)',
    refused(),
  ],
  [
    'that SEARCH adds, by a star',
    `WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SEARCH DEPTH FIRST BY n SET leak_row
      SELECT x.leak_row FROM (SELECT * FROM t) x`,
    refused(),
  ],
  [
    'that CYCLE adds, by a star',
    `WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) CYCLE n SET leak_row USING p
      SELECT x.leak_row FROM (SELECT t.* FROM t) x`,
    refused(),
  ],
  // One that is there may be called so.
  ['that is one', 'SELECT x.leak_row FROM (SELECT 5 AS leak_row) AS x', answers(['5'])],
  ['that is one, of a common table', 'WITH x AS (SELECT 6 AS leak_row) SELECT y.leak_row FROM x AS y', answers(['6'])],
  ['that is one, of a function', 'SELECT leak_row.leak_row FROM generate_series(7, 7) AS leak_row', answers(['7'])],
]);

const casts = family('a cast that is not written', 'clerk', [
  ['to a member of a row', 'SELECT ROW(730001::bigint)::document', refused()],
  ['to a member of a member', 'SELECT ROW(ROW(730001::bigint))::folder', refused()],
  ['to a column of a table', 'SELECT ROW(1, 2, NULL, NULL, 730001::bigint, NULL)::public.profiles', refused()],
  ['to a member, of a subquery', 'SELECT x::document FROM (SELECT 730001::bigint AS a) AS x', refused()],
  ['to the elements of a domain', 'SELECT ARRAY[730001::bigint]::documents', refused()],
  ['by a condition', 'SELECT 1 WHERE ROW(730001)::leaky', refused()],
  ['by CASE', 'SELECT CASE WHEN ROW(730001)::leaky THEN 1 END', refused()],
  ['by a function that makes json', "SELECT to_json('sad'::mood)", refused()],
  ['by one that makes jsonb', "SELECT jsonb_build_array('sad'::mood)", refused()],
  ['by an aggregate that makes json', "SELECT json_agg(m) FROM (SELECT 'sad'::mood AS m) AS x", refused()],
  ['by JSON_ARRAY', "SELECT JSON_ARRAY('sad'::mood)", refused()],
  ['of a document', "SELECT JSON_QUERY(730001::bigint, '$' RETURNING text)", refused()],
  [
    'of the document of JSON_TABLE',
    "SELECT * FROM JSON_TABLE(730001::bigint, '$' COLUMNS (a text PATH '$')) AS t",
    refused(),
  ],
  [
    'of what JSON_VALUE gives for nothing',
    "SELECT JSON_VALUE('{}', '$.a' RETURNING xml DEFAULT 5 ON EMPTY)",
    refused(),
  ],
  [
    'of what JSON_TABLE gives for nothing',
    "SELECT * FROM JSON_TABLE('{}', '$' COLUMNS (a xml PATH '$.a' DEFAULT 5 ON EMPTY)) AS t",
    refused(),
  ],
  ['of what is made', "SELECT JSON_OBJECT('a': 1 RETURNING json)", refused()],
  ['to what EXECUTE was prepared for', ['PREPARE q(xml) AS SELECT $1', 'EXECUTE q(ROW(730001)::leaky)'], refused()],
  [
    'from what PREPARE declares',
    ['PREPARE q(leaky) AS SELECT xmlconcat($1)', "EXECUTE q('(730001)')"],
    refused('26000'),
  ],
  [
    'of a temporary column',
    [
      "CREATE TEMP TABLE held AS SELECT '(730001)'::leaky AS a",
      'ALTER TABLE held ALTER COLUMN a TYPE xml',
      'SELECT a FROM held',
    ],
    refused('42P01'),
  ],
]);

/** Who asks whether it is taken has asked the function that its domain is checked by. */
const checks = family('a check that nobody wrote', 'clerk', [
  ['of a constant', "SELECT 'ssncanary-1001'::known", refused()],
  ['of one that is none', "SELECT 'ssn-1'::known", refused()],
  ['of a domain over a domain', "SELECT 'ssn-1'::well_known", refused()],
  ['of an array', "SELECT '{ssn-1}'::known[]", refused()],
  ['of a member', "SELECT '(ssn-1)'::dossier", refused()],
  ['of a column of a document', `SELECT * FROM json_to_record('{"a": "ssn-1"}') AS x(a known)`, refused()],
  ['of what JSON_VALUE gives', `SELECT JSON_VALUE('{"a": "ssn-1"}', '$.a' RETURNING known)`, refused()],
  ['of a range', "SELECT '[ssn-1,ssn-1]'::known_span", refused()],
  ['of ranges', "SELECT '{[ssn-1,ssn-1]}'::known_span_multirange", refused()],
  ['of what a text names', "SELECT pg_input_is_valid('ssn-1', 'known')", refused()],
  ['of elements of what a text names', "SELECT pg_input_is_valid('{ssn-1}', 'known[]')", refused()],
  ['of what a text names, with why not', "SELECT message FROM pg_input_error_info('ssn-1', 'known')", refused()],
  ['of what some text names', "SELECT pg_input_is_valid('ssn-1', t) FROM (SELECT 'known' AS t) AS x", refused()],
  ['of elements of what a number names', "SELECT array_in('{ssn-1}', to_regtype('known')::oid, -1)", refused()],
  ['of members of what a number names', "SELECT record_in('(ssn-1)', to_regtype('dossier')::oid, -1)", refused()],
  ['of what a number names', "SELECT domain_in('ssn-1', to_regtype('known')::oid, -1) IS NULL", refused()],
  ['of a range that a number names', "SELECT range_in('[a,b]', to_regtype('known_span')::oid, -1) IS NULL", refused()],
  ['of a parameter', ['PREPARE q(known) AS SELECT $1', "EXECUTE q('ssn-1')"], refused('26000')],
]);

/** A value can be made like what stands in a column, whatever its type is called. */
const likenesses = family('a check that nobody wrote', 'clerk', [
  ['by an element beside others', "SELECT array_append(more, 'ssn-1') FROM badges", answers(['{none,ssn-1}'])],
  [
    'by an element in the place of another',
    "SELECT array_replace(more, 'none', 'ssn-1') FROM badges",
    answers(['{ssn-1}']),
  ],
  ['by comparing an array', "SELECT more = '{ssn-1}' FROM badges", answers(['f'])],
  ['by an array that contains another', "SELECT id FROM badges WHERE more @> '{ssn-1}'", answers()],
  ['by what stands before the first row', "SELECT lag(number, 1, 'ssn-1') OVER () FROM badges", answers(['ssn-1'])],
  ['by the place of an element', "SELECT array_position(more, 'ssn-1') FROM badges", answers([null])],
  [
    'by a row of a document',
    `SELECT jsonb_populate_record(b, '{"number": "ssn-1"}') FROM (SELECT id, number, more FROM badges) AS b`,
    refused(),
  ],
  [
    'by rows of a document',
    `SELECT r.number FROM (SELECT id, number FROM badges) AS b, jsonb_populate_recordset(b, '[{"number": "ssn-1"}]') AS r(id bigint, number text)`,
    refused(),
  ],
  ['by a row of all columns', `SELECT jsonb_populate_record(b, '{"number": "ssn-1"}') FROM badges AS b`, refused()],
  ['by a bound', "SELECT COALESCE(span, '[ssn-1,ssn-1]') FROM badges", refused()],
  ['by UNION', "SELECT span FROM badges UNION ALL SELECT '[ssn-1,ssn-1]'", refused()],
  ['by all columns', 'SELECT * FROM badges', refused()],
  ['of what is written', "UPDATE badges SET note = note WHERE more = '{ssn-1}'", completes('UPDATE 0')],
  ['of a bound of what is written', "UPDATE badges SET note = note WHERE span = '[ssn-1,ssn-1]'", refused()],
  [
    'of what is returned',
    "UPDATE badges SET note = note RETURNING array_append(more, 'ssn-1')",
    answers(['{none,ssn-1}']),
  ],
  // It is seen as it is.
  ['of nothing', 'SELECT id, number, more, note FROM badges', answers(['1', 'none', '{none}', 'note'])],
  ['by the column itself', "SELECT id FROM badges WHERE number = 'none'", answers(['1'])],
]);

const row = (alias: string, query: string) =>
  `UPDATE customers AS ${alias} SET city = city WHERE ${alias}.id = 730001 RETURNING (SELECT ${alias} FROM (${query}) AS x)::text`;
const unmatched = (condition: string) =>
  `MERGE INTO customers AS x USING (SELECT 1 AS x, 730001 AS id) AS s ON x.id = s.id WHEN NOT MATCHED BY SOURCE AND ${condition} THEN UPDATE SET city = city`;

/** A bare name that is thought to be a column, and is none, is the row of what is written. */
const rows = family('a row that is no column', 'clerk', [
  ['named by a star', row('"?column?"', 'SELECT (SELECT * FROM (SELECT 1 AS z) AS y)'), refused()],
  [
    'named by the star of a row',
    row('s', 'SELECT (SELECT (t.s).* FROM (SELECT s FROM (SELECT 1 AS z) AS s) AS t)'),
    refused(),
  ],
  [
    'that a function takes',
    row('leak_row', 'SELECT (SELECT (t.leak_row).* FROM (SELECT leak_row FROM (SELECT 1 AS z) AS leak_row) AS t)'),
    refused(),
  ],
  [
    'of what it was before',
    `UPDATE customers SET city = city WHERE id = 730001
      RETURNING (SELECT old FROM (SELECT (SELECT (t.old).* FROM (SELECT old FROM (SELECT 1 AS z) AS old) AS t)) AS x)::text`,
    refused(),
  ],
  ['where nothing of the source matched', unmatched("x::text LIKE '%ssncanary-1002%'"), refused()],
  [
    'of a query where nothing of the source matched',
    unmatched("EXISTS (SELECT 1 WHERE x::text LIKE '%ssncanary%')"),
    refused(),
  ],
  ['copied', 'COPY customers (customers) TO STDOUT', refused('42703')],
  // One that is there may be called so.
  ['that is one', row('q', 'SELECT 5 AS q'), answers(['5'])],
  [
    'that is one of its own',
    'UPDATE customers AS city SET city = city WHERE city.id = 730001 RETURNING city',
    answers(['Rome']),
  ],
  [
    'that is sorted by',
    'UPDATE customers SET city = city WHERE id = 730001 RETURNING (SELECT v AS ssn FROM (VALUES (2), (1)) AS x(v) ORDER BY ssn LIMIT 1)',
    answers(['1']),
  ],
]);

/** Names that PostgreSQL understands otherwise than they seem to be meant, and casts that nobody wrote. */
export const mistakenNames: readonly AttackCase[] = [...beside, ...calls, ...rows, ...casts, ...checks, ...likenesses];
