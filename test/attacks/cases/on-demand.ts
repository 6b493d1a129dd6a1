import { type AttackCase, answers, family } from '../attack-case.js';

/** What fails wherever it is run, whatever the rows are: that it was run tells of a row. */
const failing: readonly (readonly [string, string])[] = [
  ['a function that gives rows', "EXISTS (SELECT regexp_matches('a', '('))"],
  ['one in FROM', "EXISTS (SELECT FROM jsonb_array_elements('1'))"],
  ['one in ROWS FROM', "EXISTS (SELECT FROM ROWS FROM (jsonb_array_elements('1'), unnest(ARRAY[1])))"],
  ['a function that gives several columns', "pg_split_walfile_name('x') IS NULL"],
  ['a function of another type', "length('abc'::bytea, 'nosuch') IS NULL"],
  ['a window function', 'EXISTS (SELECT ntile(0) OVER ())'],
  ['a window function with a place', 'EXISTS (SELECT nth_value(1, 0) OVER ())'],
  ['a window’s frame', 'EXISTS (SELECT count(*) OVER (ROWS -1 PRECEDING))'],
  ['a window’s frame that is NULL', 'EXISTS (SELECT count(*) OVER (ROWS NULL PRECEDING) FROM products OFFSET 1)'],
  [
    'a window’s range that is NULL',
    'EXISTS (SELECT count(*) OVER (ORDER BY price RANGE BETWEEN CURRENT ROW AND NULL FOLLOWING) FROM products OFFSET 1)',
  ],
  ['a window’s frame of groups', 'EXISTS (SELECT count(*) OVER (ORDER BY 1 GROUPS -1 PRECEDING))'],
  ['a window’s range', 'EXISTS (SELECT sum(1) OVER (ORDER BY 1 RANGE -1 PRECEDING))'],
  ['an aggregate', 'EXISTS (SELECT jsonb_object_agg(NULL::text, 1))'],
  ['an aggregate of an ordered set', 'EXISTS (SELECT percentile_cont(5) WITHIN GROUP (ORDER BY 1))'],
  ['an aggregate that overflows', 'EXISTS (SELECT sum(1e308::float8) FROM (VALUES (1), (2)) AS v)'],
  ['an aggregate of numbers that are too long', 'EXISTS (SELECT sum(x) FROM (VALUES (9e131071), (9e131071)) AS v(x))'],
  ['what an aggregate takes', 'EXISTS (SELECT max(price / (price - 10)) FROM products)'],
  ['what it takes only where', 'EXISTS (SELECT count(*) FILTER (WHERE 1 / (price - 10) > 0) FROM products)'],
  ['an aggregate in HAVING', 'EXISTS (SELECT FROM products HAVING jsonb_object_agg(NULL::text, 1) IS NULL)'],
  ['one in WITH', 'EXISTS (WITH x AS MATERIALIZED (SELECT ntile(0) OVER ()) TABLE x)'],
  ['rows that nothing compares, in DISTINCT', 'EXISTS (SELECT DISTINCT p FROM profiles p)'],
  ['rows that nothing compares, in an order', 'EXISTS (SELECT p FROM profiles p ORDER BY p OFFSET 1)'],
  ['rows that nothing compares, in groups', 'EXISTS (SELECT count(*) FROM profiles p GROUP BY p)'],
  ['rows that nothing compares, in an aggregate', 'EXISTS (SELECT count(DISTINCT p) FROM profiles p)'],
  ['rows that nothing compares, in its order', 'EXISTS (SELECT count(p ORDER BY p) FROM profiles p)'],
  ['a row that nothing compares', "EXISTS (SELECT DISTINCT ROW('{}'::json) FROM products)"],
  ['a row that nothing compares, in a window', "EXISTS (SELECT rank() OVER (ORDER BY ROW('{}'::json)) FROM products)"],
  [
    'rows that nothing compares, in a window of a sum',
    'EXISTS (SELECT count(*) OVER (PARTITION BY p) FROM profiles p OFFSET 1)',
  ],
  [
    'rows that nothing compares, in a window with a name',
    'EXISTS (SELECT count(*) OVER w FROM profiles p WINDOW w AS (ORDER BY p) OFFSET 1)',
  ],
  [
    'arrays of other lengths',
    'ARRAY(SELECT ARRAY(SELECT 1 FROM products q WHERE q.price < p.price) FROM products p) IS NOT NULL',
  ],
  ['LIMIT', 'EXISTS (SELECT FROM products LIMIT -1)'],
  ['LIMIT of a text', "EXISTS (SELECT FROM products LIMIT '-1')"],
  ['OFFSET', 'EXISTS (SELECT FROM products OFFSET -1)'],
  ['FETCH WITH TIES', 'EXISTS (SELECT FROM products ORDER BY sku FETCH FIRST -1 ROWS WITH TIES)'],
  ['LIMIT of VALUES', 'EXISTS (VALUES (1) LIMIT -1)'],
  ['LIMIT of UNION', 'EXISTS ((SELECT 1) UNION ALL (SELECT 2) LIMIT -1)'],
  ['LIMIT in an array', 'id = ANY (ARRAY(SELECT 1::bigint FROM products LIMIT -1))'],
  ['LIMIT of a query within', 'EXISTS (SELECT WHERE EXISTS (SELECT 1 LIMIT -1))'],
  ['TABLESAMPLE', 'EXISTS (SELECT FROM products TABLESAMPLE BERNOULLI (200))'],
  ['a day as a time, in COALESCE', "COALESCE('5874897-12-31'::date, now()) < now()"],
  ['a day as a time, in GREATEST', "GREATEST('5874897-12-31'::date, '2020-01-01'::timestamptz) IS NULL"],
  ['a day as a time, in CASE', "CASE WHEN now() IS NULL THEN now() ELSE '5874897-12-31'::date END IS NULL"],
  ['a day as a time, in VALUES', "EXISTS (SELECT FROM (VALUES ('5874897-12-31'::date), (now())) AS v(x))"],
  ['a day as a time, in a call', "timestamptz_eq('5874897-12-31'::date, '2020-01-01'::timestamptz)"],
  ['a day that is made, as a time', "timestamptz_eq(make_date(5874897, 12, 31), '2020-01-01')"],
  [
    'a day as a time, in USING',
    "EXISTS (SELECT FROM (SELECT CASE WHEN sku > '' THEN '5874897-12-31'::date END AS k FROM products OFFSET 0) a FULL JOIN (SELECT now()::timestamp AS k) b USING (k) WHERE k IS NOT NULL OFFSET 1)",
  ],
  [
    'a time in another zone, in IN',
    "CASE WHEN LOCALTIMESTAMP IN ('294276-12-31 23:59:59'::timestamp, now()) THEN false ELSE true END",
  ],
  [
    'a time of long ago',
    `CASE WHEN ${['now()', ...Array(4).fill('make_interval(years => 999, months => 9999, weeks => 9999)')].join(' - ')} IS NULL THEN true ELSE true END`,
  ],
  ['a version as a day', 'version()::date > now()'],
  ['a name as a day', 'CURRENT_USER::date > now()'],
];

const asked = (city: string, condition: string) =>
  `SELECT count(*) FROM customers WHERE city <> '${city}' OR ${condition}`;

const prepared = (types: string, condition: string, values: string) => [
  'SET plan_cache_mode = force_generic_plan',
  `PREPARE p(${types}) AS ${asked('Hiddencanary City', condition)}`,
  `EXECUTE p(${values})`,
];

/** One word of a city that only hidden rows have, and one that nobody has: the answers must be the same. */
export const onDemand: readonly AttackCase[] = [
  ...family('predicates', 'clerk', [
    ...failing.map(
      ([name, condition]) =>
        [`run for a hidden row: ${name}`, asked('Hiddencanary City', condition), answers(['6'])] as const,
    ),
    [
      'run for a hidden row: LIMIT by a parameter',
      [
        'PREPARE p(int) AS SELECT count(*) FROM customers WHERE city <> $$Nowhere$$ OR EXISTS (SELECT FROM products LIMIT $1)',
        'EXECUTE p(-1)',
      ],
      { kind: 'refused', sqlstate: '2201W' },
    ],
    [
      'run for a hidden row: a number as another, by a parameter',
      prepared('int8', '$1 = 5::oid', '99999999999'),
      answers(['6']),
    ],
    [
      'run for a hidden row: a number as a less exact one, by a parameter',
      prepared('numeric', '$1 = 5::float8', '1e400'),
      answers(['6']),
    ],
    [
      'run for a hidden row: a number as a less exact one, in IN',
      prepared('numeric', 'id IN ($1, 5::float8)', '1e400'),
      answers(['6']),
    ],
    [
      'run for a hidden row: a pattern of what reads no row',
      asked('Nowhere', "now()::text LIKE '2%\\'"),
      { kind: 'refused', sqlstate: '22025' },
    ],
    [
      'run for a hidden row: a pattern of a constant, by a parameter',
      [
        'SET plan_cache_mode = force_generic_plan',
        `PREPARE p(text) AS ${asked('Nowhere', "lower('ABC') LIKE $1")}`,
        "EXECUTE p('ab\\')",
      ],
      { kind: 'refused', sqlstate: '22025' },
    ],
    [
      'run for a hidden row: an interval that is rounded, by a parameter',
      [
        'SET plan_cache_mode = force_generic_plan',
        `PREPARE p(interval) AS ${asked('Nowhere', '$1::interval(0) IS NULL')}`,
        "EXECUTE p('2562047788:00:54.775807')",
      ],
      { kind: 'refused', sqlstate: '22008' },
    ],
  ]),
];
