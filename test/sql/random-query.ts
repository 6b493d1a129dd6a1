import fc from 'fast-check';

/**
 * Random texts of queries and writes, by the grammar: much of what is written here means nothing, but all of it parses. What
 * stands in parentheses is anything; elsewhere precedence decides, and the text does not know how.
 */
export interface RandomSql {
  readonly expression: fc.Arbitrary<string>;
  readonly query: fc.Arbitrary<string>;
  readonly statement: fc.Arbitrary<string>;
}

const name = fc.constantFrom('a', 'b', '"A b"', '"select"', 'é', '"x""y"', 'value', 'year');
const column = fc.oneof(
  name,
  fc.tuple(name, name).map((parts) => parts.join('.')),
  fc.constant('t.or'),
  fc.constant('t.case'),
);
const type = fc.constantFrom(
  'int',
  'text',
  'pg_catalog.text',
  'numeric(10, 2)',
  'varchar(5)[]',
  'interval day to second',
  's."T"',
  'timestamp with time zone',
  '"char"',
  'char',
);
const constant = fc.oneof(
  fc.integer({ min: -3, max: 2 ** 40 }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map(String),
  fc.constantFrom(
    "'x'",
    "'it''s'",
    "E'\\\\n'",
    "''",
    'true',
    'NULL',
    '$1',
    "b'01'",
    "x'1F'",
    "date '2020-01-01'",
    "interval '1' day",
    'current_date',
    'localtime(2)',
  ),
);
const infix = fc.constantFrom(
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '<',
  '>',
  '=',
  '<=',
  '>=',
  '<>',
  '||',
  '->',
  '@>',
  '~~',
  'OPERATOR(pg_catalog.+)',
  'OPERATOR(*)',
  'AND',
  'OR',
  'IS DISTINCT FROM',
  'IS NOT DISTINCT FROM',
  'LIKE',
  'NOT ILIKE',
  'SIMILAR TO',
  'AT TIME ZONE',
);
const prefix = fc.constantFrom('-', '+', 'NOT', '@', 'OPERATOR(pg_catalog.-)', 'OPERATOR(*)', '!!');
const postfix = fc.constantFrom(
  'IS NULL',
  'IS NOT NULL',
  'IS TRUE',
  'IS NOT UNKNOWN',
  'COLLATE "C"',
  '::int',
  '::pg_catalog.text',
  'AT LOCAL',
  'IS DOCUMENT',
  'IS NOT NFC NORMALIZED',
  'IS JSON ARRAY WITH UNIQUE KEYS',
  'ISNULL',
);

const list = (item: fc.Arbitrary<string>, minLength = 1) =>
  fc.array(item, { minLength, maxLength: 3 }).map((items) => items.join(', '));
const template = (parts: readonly string[], ...holes: fc.Arbitrary<string>[]) =>
  fc.tuple(...holes).map((values) => parts.map((part, at) => part + (values[at] ?? '')).join(''));
/** `sql` with a hole for each arbitrary: ``t`NULLIF(${e}, ${e})` ``. */
const t = (parts: TemplateStringsArray, ...holes: fc.Arbitrary<string>[]) => template(parts, ...holes);
const maybe = (part: fc.Arbitrary<string>) => fc.oneof(fc.constant(''), part);

export function randomSql(maxDepth: number): RandomSql {
  return fc.letrec<{
    expression: string;
    operand: string;
    query: string;
    select: string;
    source: string;
    table: string;
    statement: string;
  }>((tie) => {
    const e = tie('expression');
    const o = tie('operand');
    const q = tie('query');
    const window = fc.oneof(
      fc.constantFrom('w', '()', '(w)', '(ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES)'),
      t`(PARTITION BY ${list(e)} ORDER BY ${e} DESC GROUPS ${o} FOLLOWING)`.map((text) =>
        text.replace(/GROUPS (.*) FOLLOWING/s, 'GROUPS BETWEEN $1 FOLLOWING AND UNBOUNDED FOLLOWING'),
      ),
    );
    const operand = fc.oneof(
      { maxDepth, depthIdentifier: 'sql', withCrossShrink: true },
      constant,
      column,
      t`(${e})`,
      t`(${q})`,
      t`(${e})[${e}]`,
      t`(${e}).${name}`,
      t`(${e})[${o}:${o}].${name}`,
      t`ARRAY[${list(e)}]`,
      t`ARRAY(${q})`,
      t`EXISTS (${q})`,
      t`ROW(${list(e, 0)})`,
      t`(${e}, ${e})`,
      t`CASE ${maybe(e)} WHEN ${e} THEN ${e} ELSE ${e} END`,
      t`CASE WHEN ${e} THEN ${e} END`,
      t`CAST(${e} AS ${type})`,
      t`COALESCE(${list(e)})`,
      t`NULLIF(${e}, ${e})`,
      t`GREATEST(${list(e)})`,
      t`f(${list(e, 0)})`,
      t`s."F"(${e}, x => ${e}, VARIADIC ${e})`.map((text) => text.replace('x => ', '')),
      t`f(DISTINCT ${list(e)} ORDER BY ${e} NULLS FIRST) FILTER (WHERE ${e}) OVER ${window}`,
      t`percentile_cont(${e}) WITHIN GROUP (ORDER BY ${e})`,
      t`EXTRACT(year FROM ${e})`,
      t`OVERLAY(${e} PLACING ${e} FROM ${e})`,
      t`POSITION(${o} IN ${o})`,
      t`SUBSTRING(${e} FROM ${e} FOR ${e})`,
      t`TRIM(LEADING ${e} FROM ${e})`,
      t`XMLELEMENT(NAME a, XMLATTRIBUTES(${e} AS b), ${e})`,
      t`XMLSERIALIZE(CONTENT ${e} AS text INDENT)`,
      t`JSON_OBJECT(${o} : ${e} ABSENT ON NULL)`,
      t`JSON_ARRAYAGG(${e} ORDER BY ${e} RETURNING jsonb)`,
      t`JSON_QUERY(${e}, ${e} PASSING ${e} AS x RETURNING ${type} WITH WRAPPER DEFAULT ${e} ON ERROR)`,
    );
    return {
      expression: fc.oneof(
        { maxDepth, depthIdentifier: 'sql', withCrossShrink: true },
        constant,
        column,
        o,
        t`${o} ${infix} ${o}`,
        t`${prefix} ${o}`,
        t`${prefix} ${e}`,
        t`${o} ${postfix}`,
        t`${o} BETWEEN SYMMETRIC ${o} AND ${o}`,
        t`${o} NOT BETWEEN ${o} AND ${o}`,
        t`${o} IN (${list(e)})`,
        t`${o} NOT IN (${q})`,
        t`${o} = ANY (${e})`,
        t`${o} OPERATOR(s.<) ALL (${q})`,
        t`${o} LIKE ${o} ESCAPE ${o}`,
        t`(${e}, ${e}) OVERLAPS (${e}, ${e})`,
        t`${e} AND ${e} OR ${e}`,
      ),
      operand,
      select: t`SELECT ${fc.constantFrom('', 'DISTINCT ', 'ALL ')}${list(t`${e} AS ${name}`)} FROM ${list(tie('source'))} WHERE ${e} GROUP BY ${e}, ROLLUP (${e}) HAVING ${e} WINDOW w AS (ORDER BY ${e})`,
      query: fc.oneof(
        { maxDepth, depthIdentifier: 'sql', withCrossShrink: true },
        t`SELECT ${list(e)}`,
        t`VALUES (${list(e)})`,
        tie('select'),
        t`${tie('select')} ORDER BY ${e} DESC NULLS LAST, ${e} USING < LIMIT ${o} OFFSET ${o}`,
        t`SELECT DISTINCT ON (${e}) ${e} FROM ${tie('source')} FOR NO KEY UPDATE OF t SKIP LOCKED`,
        t`SELECT ${e} ORDER BY 1 FETCH FIRST (${e}) ROWS WITH TIES`,
        t`(${q}) UNION ALL (${q})`,
        t`SELECT 1 UNION SELECT ${e} INTERSECT SELECT 2 EXCEPT ALL VALUES (${e})`,
        t`(${q}) INTERSECT (${q}) ORDER BY 1`,
        t`WITH RECURSIVE x(a, "B") AS MATERIALIZED (${q}), y AS (${tie('statement')}) (${q})`,
      ),
      source: fc.oneof(
        { maxDepth, depthIdentifier: 'sql', withCrossShrink: true },
        tie('table'),
        t`${tie('source')} LEFT JOIN ${tie('table')} ON ${e}`,
        t`${tie('source')} JOIN (${tie('source')} CROSS JOIN ${tie('table')}) USING (a, "B") AS u`,
        t`(${tie('source')} NATURAL FULL JOIN ${tie('table')}) AS j(x, y)`,
      ),
      table: fc.oneof(
        { maxDepth, depthIdentifier: 'sql', withCrossShrink: true },
        fc.constantFrom('t', 's.t', 'ONLY t', '"T" AS x(a, b)', 'd.s.t', 't TABLESAMPLE system (10) REPEATABLE (1)'),
        t`(${q}) AS ${name}`,
        t`LATERAL (${q}) ${fc.constant('z')}`,
        t`f(${list(e, 0)}) WITH ORDINALITY AS g(a)`,
        t`ROWS FROM (f(${e}), g(${e}) AS (a int, b ${type}))`,
        t`XMLTABLE((${e}) PASSING (${e}) COLUMNS a ${type} PATH (${e}), b FOR ORDINALITY)`,
        t`JSON_TABLE(${e}, '$' COLUMNS (a ${type} PATH '$' DEFAULT ${e} ON EMPTY, NESTED '$' COLUMNS (b int EXISTS)))`,
      ),
      statement: fc.oneof(
        { maxDepth, depthIdentifier: 'sql', withCrossShrink: true },
        q,
        t`INSERT INTO s.t AS x (a, b[${e}]) ${q} ON CONFLICT ((${e})) WHERE ${e} DO UPDATE SET a = ${e} RETURNING ${e}`,
        t`UPDATE ONLY t SET a = ${e}, (b, c) = (${q}) FROM ${tie('source')} WHERE ${e} RETURNING *`,
        t`DELETE FROM t AS x USING ${tie('source')} WHERE ${e} RETURNING ${e} AS ${name}`,
        t`MERGE INTO t USING ${tie('table')} ON ${e} WHEN MATCHED AND ${e} THEN UPDATE SET a = ${e} WHEN NOT MATCHED THEN INSERT (a) VALUES (${e})`,
      ),
    };
  });
}
