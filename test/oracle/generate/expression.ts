import type { ColumnKind } from '../schema.js';
import { hazardFor, hazards } from './hazards.js';
import { bareLiteral, literal } from './literals.js';
import { type Environment, type Generator, isLookedUp, namedColumns, outerColumns, unqualified } from './scope.js';

/** A value of a kind. The deeper it is wanted, the more may stand in it. */
export function makeExpression(
  generator: Generator,
  kind: ColumnKind,
  environment: Environment,
  depth: number,
): string {
  const { random } = generator;
  if (depth <= 0 || random.chance(0.25)) return leaf(generator, kind, environment);
  if (random.chance(0.12)) {
    const hazard = hazardous(generator, kind, environment);
    if (hazard !== null) return hazard;
  }
  if (random.chance(0.08)) return scalarSubquery(generator, kind, environment, depth);
  const make = (of: ColumnKind) => makeExpression(generator, of, environment, depth - 1);
  const condition = () => makeCondition(generator, environment, depth - 1);
  const general = [
    () => `COALESCE(${make(kind)}, ${make(kind)})`,
    () => `CASE WHEN ${condition()} THEN ${make(kind)} ELSE ${make(kind)} END`,
    () => `CASE ${make('text')} WHEN ${literal('text', random)} THEN ${make(kind)} ELSE ${make(kind)} END`,
    () => `NULLIF(${make(kind)}, ${leaf(generator, kind, environment)})`,
    () => `(${make(kind)})`,
  ];
  if (kind !== 'jsonb' && kind !== 'bool') general.push(() => `GREATEST(${make(kind)}, ${make(kind)})`);
  const specific = specifics(generator, environment, depth)[kind];
  return specific.length > 0 && random.chance(0.75) ? random.pick(specific)() : random.pick(general)();
}

type Make = () => string;

function specifics(
  generator: Generator,
  environment: Environment,
  depth: number,
): Readonly<Record<ColumnKind, readonly Make[]>> {
  const { random } = generator;
  const make = (of: ColumnKind) => makeExpression(generator, of, environment, depth - 1);
  const column = (of: ColumnKind) => leaf(generator, of, environment);
  const small = () => String(random.integer(0, 5));
  return {
    int4: [
      () => `length(${make('text')})`,
      () => `octet_length(${make('text')})`,
      () => `(${column('int4')} % 97)`,
      () => `(${column('int4')} % 97 + ${small()})`,
      () => `((${column('int4')} % 97) * ${small()})`,
      () => `extract(year FROM ${column('date')})::int4`,
      () => `cardinality(${make('text[]')})`,
      () => `array_position(${make('text[]')}, ${column('text')})`,
      () => `strpos(${make('text')}, ${column('text')})`,
      () => `ascii(${column('text')})`,
      () => `(${column('bool')})::int4`,
      () => `position('a' IN ${column('text')})`,
      () => `num_nulls(${column('text')}, ${column('int4')}, ${column('date')})`,
      () => `sign(${column('int4')})::int4`,
      () => `jsonb_array_length(CASE WHEN jsonb_typeof(${column('jsonb')}) = 'array' THEN '[1]'::jsonb ELSE '[]' END)`,
      () => `JSON_VALUE(${column('jsonb')}, '$.n' RETURNING int4)`,
      () => `(SELECT count(*)::int4 FROM jsonb_path_query(${column('jsonb')}, '$.cards[*]') AS q(v))`,
    ],
    int8: [
      () => `(${column('int8')} % 1009)`,
      () => `abs(${column('int8')} % 1009)`,
      () => `(${column('int4')})::int8`,
      () => `GREATEST(${column('int8')}, ${literal('int8', random)})`,
    ],
    numeric: [
      () => `round(${make('numeric')}, 1)`,
      () => `(${column('numeric')} + ${literal('numeric', random)})`,
      () => `(${column('numeric')} * 2)`,
      () => `(${column('int4')} / 4.0)`,
      () => `trunc(${make('numeric')})`,
      () => `(${column('int8')} % 1009)::numeric`,
      () => `extract(day FROM ${column('timestamptz')})`,
    ],
    float8: [
      () => `(${column('int4')} % 1009)::float8`,
      () => `(${column('float8')} + 0.5)`,
      () => `floor(${column('float8')})`,
    ],
    text: [
      () => `lower(${make('text')})`,
      () => `upper(${make('text')})`,
      () => `substr(${make('text')}, ${random.integer(1, 3)}, 2)`,
      () => `left(${make('text')}, 3)`,
      () => `(${make('text')} || ${make('text')})`,
      () => `concat(${make('text')}, '-', ${column('int4')})`,
      () => `concat_ws(',', ${column('text')}, ${column('date')}, ${column('bool')})`,
      () => `replace(${make('text')}, 'e', 'E')`,
      () => `split_part(${make('text')}, '@', 2)`,
      () => `(${column(random.pick(['int4', 'int8', 'numeric', 'date', 'mood', 'bool', 'jsonb', 'text[]']))})::text`,
      () => `to_char(${column('timestamptz')}, 'YYYY-MM')`,
      () => `md5(${make('text')})`,
      () => `encode(convert_to(${make('text')}, 'UTF8'), 'base64')`,
      () => `reverse(${make('text')})`,
      () => `(${make('text[]')})[1]`,
      () => `(${make('jsonb')} ->> 's')`,
      () => `(${make('jsonb')} #>> '{deep,k}')`,
      () => `array_to_string(${make('text[]')}, '|')`,
      () => `format('%s/%s', ${column('text')}, ${column('int4')})`,
      () => `trim(both 'u' from ${column('text')})`,
      () => `pg_typeof(${make(random.pick(['int4', 'text', 'date']))})::text`,
      () => `quote_nullable(${column('text')})`,
      () => `translate(${column('text')}, 'abc', 'xyz')`,
      () => `regexp_replace(${column('text')}, '[0-9]+', '#')`,
      () => `initcap(${column('text')})`,
      () => `json_build_object('a', ${column('text')}, 'b', ${column('int4')})::text`,
      () => `to_json(${column('text')})::text`,
      () => `${column('text')} COLLATE "C"`,
      () => `jsonb_typeof(${make('jsonb')})`,
      () => `(${column('jsonb')} -> 'deep' ->> 'k')`,
      () => `(${column('jsonb')} #>> '{cards,0,no}')`,
      () => `(${column('jsonb')} #>> ARRAY['deep', 'day'])`,
      () => `jsonb_extract_path_text(${column('jsonb')}, 'deep', 'k')`,
      () => `((${column('jsonb')})['s'] #>> '{}')`,
      () => `jsonb_pretty(${make('jsonb')})`,
      () => `JSON_VALUE(${column('jsonb')}, '$.cards[0].no')`,
      () => `JSON_SERIALIZE(${column('jsonb')} RETURNING text)`,
      () =>
        `(SELECT string_agg(q.k, ',' ORDER BY q.k) FROM jsonb_each_text(${objectOr(column('jsonb'), (value) => value)}) AS q(k, v))`,
      () => rowText(generator, environment),
    ],
    bool: [() => makeCondition(generator, environment, depth)],
    date: [
      () => `(${column('date')} + ${small()})`,
      () => `date_trunc('month', ${column('date')})::date`,
      () => `make_date(2000 + ${small()}, 1, 2)`,
    ],
    timestamptz: [
      () => `date_trunc('month', ${column('timestamptz')})`,
      () => `LEAST(${column('timestamptz')}, ${literal('timestamptz', random)})`,
    ],
    jsonb: [
      () => `to_jsonb(${make(random.pick(['text', 'int4', 'date', 'text[]', 'bool']))})`,
      () => `jsonb_build_object('k', ${make('text')}, 'n', ${column('int4')})`,
      () => `(${make('jsonb')} -> 'deep')`,
      () => `jsonb_build_array(${column('int4')}, ${column('text')})`,
      () => `jsonb_strip_nulls(${column('jsonb')})`,
      () => `jsonb_path_query_first(${column('jsonb')}, '$.list[*] ? (@ > 2)')`,
      () => `(${column('jsonb')})['deep']`,
      () => `(${column('jsonb')})['list'][0]`,
      () => `(${column('jsonb')} #> '{cards,0}')`,
      () => `(${column('jsonb')} -> 'cards' -> 1)`,
      () => `(${make('jsonb')} || ${make('jsonb')})`,
      () => objectOr(column('jsonb'), (value) => `${value} - 's'`),
      () => objectOr(column('jsonb'), (value) => `${value} #- '{deep,day}'`),
      () => objectOr(column('jsonb'), (value) => `jsonb_set(${value}, '{n}', '7')`),
      () => objectOr(column('jsonb'), (value) => `jsonb_insert(${value}, '{fresh}', '1')`),
      () => `jsonb_path_query_array(${column('jsonb')}, '$.cards[*].no')`,
      () => `JSON_QUERY(${column('jsonb')}, '$.deep')`,
      () => `JSON_ARRAY(${column('text')}, ${column('int4')} RETURNING jsonb)`,
      () => `JSON_OBJECT('a': ${column('text')} RETURNING jsonb)`,
    ],
    'text[]': [
      () => `ARRAY[${make('text')}, ${column('text')}]`,
      () => `string_to_array(${make('text')}, '@')`,
      () => `array_append(${make('text[]')}, ${column('text')})`,
      () => `(${make('text[]')})[1:1]`,
      () => {
        const query = generator.query(['text'], environment, depth - 2);
        return `(SELECT array_agg(q.c ORDER BY q.c) FROM (${query.sql}) AS q(c))`;
      },
    ],
    mood: [],
  };
}

/** What takes objects alone. */
function objectOr(value: string, make: (value: string) => string): string {
  return `CASE WHEN jsonb_typeof(${value}) = 'object' THEN ${make(value)} END`;
}

/** A row of a table as text, through one of the ways that lead there. */
function rowText(generator: Generator, environment: Environment): string {
  const { random } = generator;
  const items = environment.items.filter((item) => item.hasRow);
  if (items.length === 0) return literal('text', random);
  const { qualifier, columns, isTable } = random.pick(items);
  if (isTable && random.chance(0.2)) return `${qualifier}.tableoid::regclass::text`;
  const column = random.pick(columns).name;
  return random.pick([
    `row_to_json(${qualifier})::text`,
    `to_jsonb(${qualifier})::text`,
    `(to_jsonb(${qualifier}) ->> '${column}')`,
    `${qualifier}::text`,
    `ROW(${qualifier}.*)::text`,
    `(${qualifier}).${column}::text`,
    `jsonb_build_object('row', ${qualifier})::text`,
    `concat(${qualifier})`,
  ]);
}

/** A condition over what can be named. */
export function makeCondition(generator: Generator, environment: Environment, depth: number): string {
  const { random } = generator;
  if (random.chance(0.15)) {
    const hazard = hazardous(generator, 'bool', environment);
    if (hazard !== null) return `(${hazard})`;
  }
  const kind = random.weighted<ColumnKind>([
    [4, 'int4'],
    [2, 'int8'],
    [2, 'numeric'],
    [5, 'text'],
    [2, 'date'],
    [1, 'timestamptz'],
    [1, 'mood'],
  ]);
  const make = (of: ColumnKind) => makeExpression(generator, of, environment, depth - 1);
  const column = (of: ColumnKind) => leaf(generator, of, environment);
  const operator = () => random.pick(['=', '<>', '<', '<=', '>', '>=', '!=']);
  const simple: Make[] = [
    () => `${column(kind)} ${operator()} ${constant(generator, kind)}`,
    () => `${column(kind)} = ${column(kind)}`,
    () => `${column(kind)} IS NOT NULL`,
    () => `${column(kind)} IN (${constant(generator, kind)}, ${constant(generator, kind)})`,
    () => `${column(kind)} BETWEEN ${constant(generator, kind)} AND ${constant(generator, kind)}`,
    () => `${column('text')} LIKE '${random.pick(['%a%', 'u%', '%@example.com', '_ku%'])}'`,
    () => column('bool'),
  ];
  if (depth <= 0) return random.pick(simple)();
  const condition = () => makeCondition(generator, environment, depth - 1);
  const query = (of: ColumnKind) => generator.query([of], environment, depth - 1).sql;
  const complex: Make[] = [
    () => `(${condition()} AND ${condition()})`,
    () => `(${condition()} OR ${condition()})`,
    () => `NOT (${condition()})`,
    () => `${make(kind)} ${operator()} ${make(kind)}`,
    () => `${make(kind)} IS NULL`,
    () => `(${condition()}) IS NOT TRUE`,
    () => `${make(kind)} IS DISTINCT FROM ${make(kind)}`,
    () => `${make(kind)} NOT IN (${make(kind)}, ${literal(kind, random)})`,
    () => `${make('text')} ILIKE '%E%'`,
    () => `${make('text')} ~ '^[a-u]'`,
    () => `${make('text')} ${random.pick(['NOT LIKE', 'LIKE'])} '%1%'`,
    () => `starts_with(${column('text')}, 'u')`,
    () => systemCondition(generator, environment),
    () => `${make('jsonb')} ? 'n'`,
    () => `${make('jsonb')} @> '{"n": 3}'`,
    () => `${column('jsonb')} @> '{"deep": {"k": "k1@example.com"}}'`,
    () => `${column('jsonb')} @> '{"cards": [{"kind": "debit"}]}'`,
    () => `${column('jsonb')} <@ ${make('jsonb')}`,
    () => `${column('jsonb')} ?| ARRAY['s', 'hidden']`,
    () => `${column('jsonb')} ?& ARRAY['n', 'deep']`,
    () => `${column('jsonb')} -> 'deep' ? 'hidden'`,
    () => `${column('jsonb')} @? '$.list[*] ? (@ > 2)'`,
    () => `${column('jsonb')} @@ '$.n > 2'`,
    () => `JSON_EXISTS(${column('jsonb')}, '$.cards[*] ? (@.no like_regex "9")')`,
    () => `(${column('jsonb')})['n'] = '3'`,
    () => `${column('jsonb')} ->> 's' ${operator()} 'C'`,
    () => `${make('jsonb')} ${operator()} ${make('jsonb')}`,
    () => `${column('jsonb')} IS JSON OBJECT`,
    () => `${make('text[]')} && ARRAY['1', 'x1']`,
    () => `${column('text')} = ANY (${make('text[]')})`,
    () => `${make(kind)} = ANY (ARRAY[${literal(kind, random)}, ${column(kind)}])`,
    () => `EXISTS (${query(kind)})`,
    () => `NOT EXISTS (${query(kind)})`,
    () => `${make(kind)} IN (${query(kind)})`,
    () => `${make(kind)} NOT IN (${query(kind)})`,
    () => `${column(kind)} ${operator()} ${random.pick(['ANY', 'ALL', 'SOME'])} (${query(kind)})`,
    () =>
      `(${column('int4')}, ${column('text')}) ${random.pick(['=', '<>', '<'])} (${column('int4')}, ${literal('text', random)})`,
    () =>
      `(${column('int4')}, ${column('text')}) IN (${generator.query(['int4', 'text'], environment, depth - 1).sql})`,
    () => `(${column('date')}, ${column('date')}) OVERLAPS (date '1970-01-01', date '1990-01-01')`,
    () => correlated(generator, kind, environment, depth),
  ];
  return random.chance(0.4) ? random.pick(simple)() : random.pick(complex)();
}

/** Where a row is differs from copy to copy; that it is somewhere does not. */
function systemCondition(generator: Generator, environment: Environment): string {
  const tables = environment.items.filter((item) => item.isTable);
  if (tables.length === 0) return 'true';
  const { qualifier } = generator.random.pick(tables);
  return `${qualifier}.${generator.random.pick(['ctid', 'xmin', 'xmax', 'cmin', 'tableoid'])} IS NOT NULL`;
}

/** A constant beside a column, or a parameter in its place. */
function constant(generator: Generator, kind: ColumnKind): string {
  const { random, values } = generator;
  const text = bareLiteral(kind, random);
  if (!generator.takesParameters || !random.chance(0.5)) return text;
  values.push(text.replace(/^'(.*)'$/, '$1').replaceAll("''", "'"));
  return `$${values.length}`;
}

function correlated(generator: Generator, kind: ColumnKind, environment: Environment, depth: number): string {
  const inner = generator.query([kind], environment, depth - 1);
  const name = generator.fresh('k');
  return `EXISTS (SELECT 1 FROM (${inner.sql}) AS ${name}(v) WHERE ${name}.v = ${leaf(generator, kind, environment)})`;
}

function leaf(generator: Generator, kind: ColumnKind, environment: Environment): string {
  const { random } = generator;
  const columns = namedColumns(environment, kind);
  if (columns.length === 0 || random.chance(0.12)) return literal(kind, random);
  const outer = random.chance(0.1) ? outerColumns(environment, kind) : [];
  const written = random.pick(outer.length > 0 ? outer : columns);
  // Not by itself: beside a constant it would be looked up.
  if (isLookedUp(environment, written)) return `(${written})::${kind}`;
  return (random.chance(0.3) ? unqualified(environment, written) : null) ?? written;
}

function hazardous(generator: Generator, kind: ColumnKind, environment: Environment): string | null {
  const choices = environment.items.flatMap((item) =>
    hazards
      .filter((hazard) => hazard.kind === kind && hazard.table === item.table)
      .map((hazard) => hazardFor(hazard, item.qualifier)),
  );
  return choices.length === 0 ? null : generator.random.pick(choices);
}

function scalarSubquery(generator: Generator, kind: ColumnKind, environment: Environment, depth: number): string {
  const { random } = generator;
  const query = generator.query([kind], environment, depth - 1);
  const name = generator.fresh('q');
  const aggregate = kind === 'jsonb' || kind === 'text[]' || kind === 'bool' ? null : random.pick(['min', 'max']);
  if (aggregate !== null && random.chance(0.7))
    return `(SELECT ${aggregate}(${name}.v) FROM (${query.sql}) AS ${name}(v))`;
  return `(SELECT ${name}.v FROM (${query.sql}) AS ${name}(v) ORDER BY 1 LIMIT 1)`;
}
