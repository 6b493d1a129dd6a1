import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  parseRule,
  type RuleColumn,
  type RuleExpression,
  ruleIssue,
  rulePredicate,
  ruleToSql,
} from '../../src/rules/index.js';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';

type Row = Readonly<Record<string, string | number | boolean | null>>;

/** Field to its type, and to literals that PostgreSQL would take for it in the operator's own words. */
const texts = ["'a'", "'B'", "'ab'", "''", "'de'", "'DE'", "'a%'", "'_'", "'it''s'", "'\\'", "'zz'"];
const numbers = ['0', '1', '18', '-1', '17.5', '-2.25', "'18'", '100000'];
const types = {
  t: { typname: 'text', literals: texts },
  t2: { typname: 'text', literals: texts },
  v: { typname: 'varchar', literals: texts },
  c: { typname: 'bpchar', literals: ["'a'", "'ab'", "'DE'", "'zz'"] },
  n: { typname: 'int4', literals: numbers },
  n2: { typname: 'int8', literals: numbers },
  q: { typname: 'numeric', literals: numbers },
  f: { typname: 'float8', literals: numbers },
  b: { typname: 'bool', literals: ['true', 'false'] },
  b2: { typname: 'bool', literals: ['TRUE', 'false'] },
  d: { typname: 'date', literals: ["'2024-02-29'", "'1999-12-31'", "'0001-01-01'"] },
  u: { typname: 'uuid', literals: ["'00000000-0000-4000-8000-000000000001'"] },
  e: { typname: 'enum', literals: ["'sad'", "'ok'"] },
} as const;
type Field = keyof typeof types;
const fields = Object.keys(types) as Field[];

const declared = `t text, t2 text, v varchar(10), c char(3), n int4, n2 int8, q numeric(8,2), f float8, b bool, b2 bool, d date,
  u uuid, e mood`;

const column = (path: string): RuleColumn => ({ sql: `r."${path}"`, typname: types[path as Field].typname });

const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 4, nil: null });
const text = (values: readonly string[]) => nullable(fc.constantFrom(...values));
const asciiValues = ['', 'a', 'A', 'ab', 'B', 'b', 'de', 'DE', 'dE', 'a%', '_', "it's", '\\', 'zz', 'a\\b', '~', '18'];
const unicodeValues = ['é', 'É', '😀', '\uffff', 'ß', 'e\u0301', 'ÀB', '日本', '\u{1F600}a'];

const rowOf = (values: readonly string[]): fc.Arbitrary<Row> =>
  fc.record({
    t: text(values),
    t2: text(values),
    v: text(values),
    c: text(['a', 'ab', 'DE', 'zz', 'b']),
    n: nullable(fc.constantFrom(-1, 0, 1, 17, 18, 19, 100_000)),
    n2: nullable(fc.constantFrom(-1, 0, 1, 17, 18, 19, 100_000)),
    q: nullable(fc.constantFrom(-2.25, -1, 0, 1, 17.5, 18, 99.99)),
    f: nullable(fc.constantFrom(-2.25, -1, 0, 1, 17.5, 18, 0.1)),
    b: nullable(fc.boolean()),
    b2: nullable(fc.boolean()),
    d: text(['2024-02-29', '1999-12-31', '2000-01-01', '0001-01-01']),
    u: text(['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']),
    e: text(['sad', 'ok', 'happy']),
  });

const textFields = ['t', 't2', 'v'] as const;
const partners: Readonly<Record<string, readonly Field[]>> = {
  t: ['t2', 'v'],
  t2: ['t', 'v'],
  v: ['t'],
  n: ['n2', 'q', 'f'],
  n2: ['n', 'q'],
  q: ['n', 'n2'],
  f: ['n'],
  b: ['b2'],
  b2: ['b'],
};
const comparison = fc.constantFrom('=', '<>', '!=', '<', '<=', '>', '>=');

/** A condition that needs no parentheses anywhere. */
const predicate: fc.Arbitrary<string> = fc.constantFrom(...fields).chain((name) => {
  const literal = fc.constantFrom(...types[name].literals);
  const ordered = name === 'e' || name === 'c' ? fc.constantFrom('=', '<>') : comparison;
  const isText = (textFields as readonly string[]).includes(name);
  const operand: fc.Arbitrary<string> = isText
    ? fc.constantFrom(name, `lower(${name})`, `upper(${name})`, `coalesce(${name}, 'zz')`, `coalesce(${name}, t2)`)
    : fc.constant(name);
  const not = fc.constantFrom('', 'not ');
  const forms: fc.Arbitrary<string>[] = [
    fc.tuple(operand, ordered, literal).map((parts) => parts.join(' ')),
    fc.tuple(literal, ordered, operand).map((parts) => parts.join(' ')),
    fc
      .tuple(operand, not, fc.array(literal, { minLength: 1, maxLength: 3 }))
      .map(([left, no, list]) => `${left} ${no}in (${list.join(', ')})`),
    fc.tuple(operand, fc.constantFrom('is null', 'is not null')).map((parts) => parts.join(' ')),
  ];
  if (name !== 'e' && name !== 'c')
    forms.push(
      fc
        .tuple(operand, not, literal, literal)
        .map(([left, no, least, most]) => `${left} ${no}between ${least} and ${most}`),
    );
  const others = partners[name];
  if (others !== undefined)
    forms.push(
      fc.tuple(comparison, fc.constantFrom(...others)).map(([operator, other]) => `${name} ${operator} ${other}`),
    );
  if (isText) {
    const pattern = fc.constantFrom(
      "'%'",
      "'a%'",
      "'_'",
      "'%b'",
      "'a\\%'",
      "'%\\\\%'",
      "'D_'",
      "'%e%'",
      "''",
      "'é'",
      "'_%_'",
    );
    forms.push(
      fc
        .tuple(operand, not, fc.constantFrom('like', 'ilike'), pattern)
        .map(([left, no, like, right]) => `${left} ${no}${like} ${right}`),
    );
  }
  if (types[name].typname === 'bool') {
    forms.push(
      fc.constantFrom(name, `${name} is true`, `${name} is not true`, `${name} is not false`, `${name} is unknown`),
    );
  }
  return fc.oneof(...forms);
});

const { tree: condition } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    predicate,
    fc
      .tuple(tie('tree'), fc.constantFrom('and', 'or'), tie('tree'))
      .map(([left, join, right]) => `(${left}) ${join} (${right})`),
    tie('tree').map((operand) => `not (${operand})`),
    fc
      .tuple(tie('tree'), fc.constantFrom('is true', 'is not true', 'is false', 'is unknown', 'is not null'))
      .map(([operand, is]) => `(${operand}) ${is}`),
  ),
}));

/** No parentheses at all: how it binds is for each reader to find out. */
const flat = fc
  .array(fc.tuple(fc.constantFrom('and', 'or'), fc.constantFrom('', 'not ', 'not not '), predicate), {
    minLength: 2,
    maxLength: 4,
  })
  .map((parts) => parts.map(([join, not, part], index) => `${index === 0 ? '' : ` ${join} `}${not}${part}`).join(''));

const sample = <T>(seed: number, arbitrary: fc.Arbitrary<T>, numRuns: number) =>
  fc.sample(arbitrary, { seed, numRuns });

let database: TestDatabase;
const asciiRows = sample(101, rowOf(asciiValues), 60);
const rows = [...asciiRows, ...sample(102, rowOf([...asciiValues, ...unicodeValues]), 60)];

beforeAll(async () => {
  database = await createDatabase();
  await database.query("CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')");
  await database.query(`CREATE TABLE records (id int, ${declared})`);
  await database.query('INSERT INTO records SELECT * FROM json_populate_recordset(NULL::records, $1)', [
    JSON.stringify(rows.map((row, id) => ({ id, ...row }))),
  ]);
  // Names that would shadow PostgreSQL's own, for whoever forgets to say the schema.
  await database.query(`
    CREATE SCHEMA evil;
    CREATE FUNCTION evil.lower(text) RETURNS text LANGUAGE sql AS $$ SELECT 'evil' $$;
    CREATE FUNCTION evil.wrong(text, text) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
    CREATE FUNCTION evil.wrong(integer, integer) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
    CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.wrong);
    CREATE OPERATOR evil.= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = evil.wrong);
    CREATE OPERATOR evil.~~ (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.wrong);
    CREATE DOMAIN evil.text AS pg_catalog.text CHECK (false);
    CREATE DOMAIN evil.date AS pg_catalog.date CHECK (false);`);
});

afterAll(() => database.drop());

function mustParse(source: string): RuleExpression {
  const rule = parseRule(source);
  if ('issue' in rule) throw new Error(`${source}: ${rule.issue}`);
  expect({ source, issue: ruleIssue(rule, column) }).toEqual({ source, issue: null });
  return rule;
}

async function answers(conditions: readonly string[], settings: readonly string[] = []): Promise<(boolean | null)[][]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    for (const setting of settings) await client.query(setting);
    const list = conditions.map((sql, index) => `(${sql}) AS y${index}`).join(', ');
    const { rows: found } = await client.query(`SELECT ${list} FROM public.records AS r ORDER BY r.id`);
    return conditions.map((_, index) => found.map((row) => row[`y${index}`]));
  } finally {
    await client.end();
  }
}

const twin = (rule: RuleExpression) => rows.map((row) => rulePredicate(rule)((path) => row[path] ?? undefined));

test('both twins agree with each other, and with PostgreSQL reading the source itself', async () => {
  const sources = [...new Set([...sample(103, predicate, 300), ...sample(104, condition, 300)])];
  const rules = sources.map(mustParse);
  const sql = await answers(rules.map((rule) => ruleToSql(rule, column)));
  const raw = await answers(sources);
  for (const [index, rule] of rules.entries()) {
    const source = rule.source;
    expect({ source, answers: sql[index] }).toEqual({ source, answers: twin(rule) });
    // PostgreSQL's own lower() and ILIKE know more letters than ASCII's.
    const same = raw[index]?.slice(0, asciiRows.length);
    expect({ source, answers: sql[index]?.slice(0, asciiRows.length) }).toEqual({ source, answers: same });
  }
  const all = sql.flat();
  expect([true, false, null].map((value) => all.filter((one) => one === value).length > 500)).toEqual([
    true,
    true,
    true,
  ]);
});

test('what binds without parentheses binds as in PostgreSQL, or is refused', async () => {
  const sources = [...new Set(sample(105, flat, 600))];
  const accepted = sources.filter((source) => !('issue' in parseRule(source)));
  expect(accepted.length).toBeGreaterThan(150);
  expect(accepted.length).toBeLessThan(sources.length);
  const raw = await answers(accepted);
  for (const [index, source] of accepted.entries()) {
    const own = twin(mustParse(source)).slice(0, asciiRows.length);
    expect({ source, answers: own }).toEqual({ source, answers: raw[index]?.slice(0, asciiRows.length) });
  }
});

test('the SQL twin reads no search_path and no setting', async () => {
  const rules = sample(106, condition, 200).map(mustParse);
  const sql = rules.map((rule) => ruleToSql(rule, column));
  const hostile = await answers(sql, [
    "SET DateStyle = 'German, DMY'",
    "SET TimeZone = 'UTC+5'",
    'SET standard_conforming_strings = off',
    'SET search_path = evil, pg_catalog, public',
  ]);
  expect(hostile).toEqual(rules.map(twin));
});
