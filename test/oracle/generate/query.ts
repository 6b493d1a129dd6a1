import type { ColumnKind } from '../schema.js';
import { makeCondition, makeExpression } from './expression.js';
import { type GeneratedFrom, makeFrom, sources } from './from.js';
import { literal } from './literals.js';
import { makeLookup } from './lookups.js';
import type { Column, CommonTable, Environment, GeneratedQuery, Generator, Item } from './scope.js';

const anyKind: readonly ColumnKind[] = [
  'int4',
  'int8',
  'numeric',
  'text',
  'text',
  'bool',
  'date',
  'timestamptz',
  'jsonb',
  'text[]',
  'mood',
];
/** jsonb and arrays have an order, but not each aggregate. */
const orderable: readonly ColumnKind[] = ['int4', 'int8', 'numeric', 'text', 'date', 'timestamptz', 'mood'];

/** A query whose columns have these kinds, under names that are its own choice. */
export function makeQuery(
  generator: Generator,
  asked: readonly ColumnKind[] | null,
  environment: Environment,
  depth: number,
): GeneratedQuery {
  const { random } = generator;
  const kinds = asked ?? Array.from({ length: random.integer(1, 4) }, () => random.pick(anyKind));
  // A query inside another one sees the names around it from one level further out.
  const inner: Environment = { items: [], outer: environment, ctes: environment.ctes };
  if (asked === null && random.chance(0.08)) return starQuery(generator, inner, depth);
  const make = random.weighted<typeof plainQuery>([
    [8, plainQuery],
    [depth > 0 ? 3 : 1, groupedQuery],
    [depth > 0 ? 1.5 : 0, setOperation],
    [depth > 0 ? 1.2 : 0, withQuery],
    [depth > 0 ? 0.5 : 0, recursiveQuery],
    [1.2, windowQuery],
    [0.4, valuesQuery],
    [0.7, distinctOnQuery],
  ]);
  return make(generator, kinds, inner, depth);
}

type MakeQuery = (
  generator: Generator,
  kinds: readonly ColumnKind[],
  environment: Environment,
  depth: number,
) => GeneratedQuery;

const plainQuery: MakeQuery = (generator, kinds, environment, depth) => {
  const { random } = generator;
  const from = makeFrom(generator, environment, depth);
  const here: Environment = { ...environment, items: from.items };
  const values = kinds.map((kind) => makeExpression(generator, kind, here, depth));
  const names = outputNames(generator, kinds);
  const distinct = random.chance(0.1) ? 'DISTINCT ' : '';
  const where = whereClause(generator, from, here, { chance: 0.65, depth });
  const list = values.map((value, index) => `${value} AS ${names[index]}`).join(', ');
  const sql = `SELECT ${distinct}${list} FROM ${from.sql}${where}`;
  const lock = distinct === '' && from.lockable.length > 0 && environment.outer?.outer === null && random.chance(0.08);
  if (lock)
    return {
      sql: `${sql} FOR ${random.pick(['UPDATE', 'SHARE', 'NO KEY UPDATE', 'KEY SHARE'])}${random.chance(0.5) ? ` OF ${random.pick(from.lockable)}` : ''}`,
      columns: columnsOf(names, kinds),
      isOrdered: false,
    };
  if (distinct === '' && random.chance(0.12)) {
    const order = makeExpression(generator, random.pick(orderable), here, depth - 1);
    // Rows that are alike here may differ elsewhere: the order is not compared.
    return {
      sql: `${sql} ORDER BY ${order}${random.pick(['', ' DESC', ' NULLS FIRST'])}`,
      columns: columnsOf(names, kinds),
      isOrdered: false,
    };
  }
  return ordered(generator, sql, columnsOf(names, kinds));
};

/** A condition, a lookup, or both. */
function whereClause(
  generator: Generator,
  from: GeneratedFrom,
  here: Environment,
  { chance, depth }: { readonly chance: number; readonly depth: number },
): string {
  const { random } = generator;
  const readable = from.items.filter(({ qualifier }) => from.lockable.includes(qualifier));
  const lookup = random.chance(0.35) ? makeLookup(generator, readable, here) : null;
  const condition = random.chance(lookup === null ? chance : chance / 2) ? makeCondition(generator, here, depth) : null;
  const terms = [lookup, condition === null || lookup === null ? condition : `(${condition})`].filter(
    (term) => term !== null,
  );
  return terms.length === 0 ? '' : ` WHERE ${random.shuffled(terms).join(' AND ')}`;
}

/** Sometimes ordered by all that it gives, and then sometimes cut. */
function ordered(generator: Generator, sql: string, columns: readonly Column[]): GeneratedQuery {
  const { random } = generator;
  if (!random.chance(0.25)) return { sql, columns, isOrdered: false };
  const order = random
    .shuffled(
      columns.map((column, index) =>
        random.chance(0.3) && columns.filter(({ name }) => name === column.name).length === 1
          ? column.name
          : String(index + 1),
      ),
    )
    .map((name) => `${name}${random.pick(['', '', ' DESC', ' NULLS FIRST', ' DESC NULLS LAST'])}`);
  // Of the greatest of all, PostgreSQL 18.4 gives more than one row WITH TIES where an index, or nothing, is asked for it.
  const ties = /\b(min|max)\(/.test(sql) ? '' : ' FETCH FIRST 3 ROWS WITH TIES';
  const cut = random.pick([
    '',
    ' LIMIT 3',
    ' OFFSET 2',
    ' LIMIT 4 OFFSET 1',
    ' FETCH FIRST 2 ROWS ONLY',
    ties,
    ' LIMIT ALL',
  ]);
  return { sql: `${sql} ORDER BY ${order.join(', ')}${cut}`, columns, isOrdered: true };
}

function outputNames(generator: Generator, kinds: readonly ColumnKind[]): readonly string[] {
  return kinds.map(() => generator.fresh('c'));
}

function columnsOf(names: readonly string[], kinds: readonly ColumnKind[]): readonly Column[] {
  return kinds.map((kind, index) => ({ name: names[index] ?? '', kind }));
}

function starQuery(generator: Generator, environment: Environment, depth: number): GeneratedQuery {
  const { random } = generator;
  const source = random.pick(sources);
  if (random.chance(0.1)) return ordered(generator, `TABLE ${source.name}`, source.columns);
  const alias = generator.fresh('t');
  const item: Item = {
    qualifier: alias,
    columns: source.columns,
    table: source.name,
    key: source.key,
    hasRow: true,
    isTable: source.isTable,
  };
  const here: Environment = { ...environment, items: [item] };
  const where = random.chance(0.6) ? ` WHERE ${makeCondition(generator, here, depth)}` : '';
  const star = random.pick(['*', `${alias}.*`]);
  return ordered(generator, `SELECT ${star} FROM ${source.name} ${alias}${where}`, source.columns);
}

function aggregate(generator: Generator, kind: ColumnKind, here: Environment, depth: number): string {
  const { random } = generator;
  const make = (of: ColumnKind) => makeExpression(generator, of, here, depth - 1);
  const filter = random.chance(0.25) ? ` FILTER (WHERE ${makeCondition(generator, here, depth - 1)})` : '';
  const distinct = random.chance(0.2) ? 'DISTINCT ' : '';
  const any = () => make(random.pick(orderable));
  const choices: Partial<Record<ColumnKind, readonly (() => string)[]>> = {
    int4: [
      () => `max(${distinct}${make('int4')})${filter}`,
      () => `count(${any()})${filter}::int4`,
      () => `percentile_disc(0.5) WITHIN GROUP (ORDER BY ${make('int4')})`,
    ],
    int8: [
      () => `count(*)${filter}`,
      () => `count(${distinct}${any()})${filter}`,
      () => `sum(${distinct}${make('int4')} % 100)${filter}`,
    ],
    numeric: [
      () => `sum(${make('numeric')})${filter}`,
      () => `avg(${distinct}${make('int4')} % 100)${filter}`,
      () => `min(${make('numeric')})${filter}`,
    ],
    float8: [() => `max(${make('float8')})${filter}`],
    text: [
      () => `min(${make('text')})${filter}`,
      () => {
        const value = make('text');
        return `string_agg(${value}, ',' ORDER BY ${value})${filter}`;
      },
      () => {
        const value = any();
        return `json_agg(${value} ORDER BY ${value})${filter}::text`;
      },
    ],
    bool: [() => `bool_or(${make('bool')})${filter}`, () => `every(${make('bool')})${filter}`],
    date: [() => `max(${make('date')})${filter}`],
    timestamptz: [() => `min(${make('timestamptz')})${filter}`],
    jsonb: [
      () => {
        const value = any();
        return `jsonb_agg(${value} ORDER BY ${value} DESC)${filter}`;
      },
    ],
    'text[]': [
      () => {
        const value = make('text');
        return `array_agg(${distinct}${value} ORDER BY ${value})${filter}`;
      },
    ],
    mood: [() => `max(${make('mood')})${filter}`],
  };
  return random.pick(choices[kind] ?? [])();
}

const groupedQuery: MakeQuery = (generator, kinds, environment, depth) => {
  const { random } = generator;
  const from = makeFrom(generator, environment, depth);
  const here: Environment = { ...environment, items: from.items };
  const names = outputNames(generator, kinds);
  const keyed = from.items.find((item) => item.key.length > 0);
  // Grouped by a key, a table's other columns may be selected.
  const byKey = keyed !== undefined && random.chance(0.3) ? keyed : null;
  const keys: string[] = byKey === null ? [] : byKey.key.map((name) => `${byKey.qualifier}.${name}`);
  const outputs: string[] = [];
  const ordinals: string[] = [];
  kinds.forEach((kind, index) => {
    const own = byKey?.columns.filter((column) => column.kind === kind) ?? [];
    if (own.length > 0 && random.chance(0.6)) {
      outputs.push(`${byKey?.qualifier}.${random.pick(own).name}`);
      return;
    }
    if (random.chance(0.4)) {
      const value = makeExpression(generator, kind, here, Math.min(depth - 1, 1));
      outputs.push(value);
      ordinals.push(random.pick([String(index + 1), names[index] ?? '']));
      return;
    }
    outputs.push(aggregate(generator, kind, here, depth));
  });
  const all = [...keys, ...ordinals];
  const plain = all.every((key) => /^\d+$/.test(key));
  const group =
    all.length === 0
      ? ''
      : ` GROUP BY ${plain && all.length > 1 && random.chance(0.3) ? random.pick([`ROLLUP (${values(all, outputs)})`, `CUBE (${values(all, outputs)})`, `GROUPING SETS ((${values(all, outputs)}), ())`]) : all.join(', ')}`;
  const where = whereClause(generator, from, here, { chance: 0.4, depth: depth - 1 });
  const having = random.chance(0.25)
    ? ` HAVING ${aggregate(generator, 'int8', here, depth - 1)} ${random.pick(['>', '<', '<>'])} ${random.integer(0, 3)}`
    : '';
  const list = outputs.map((value, index) => `${value} AS ${names[index]}`).join(', ');
  return ordered(generator, `SELECT ${list} FROM ${from.sql}${where}${group}${having}`, columnsOf(names, kinds));
};

/** Grouping sets take expressions, not numbers of columns. */
function values(ordinals: readonly string[], outputs: readonly string[]): string {
  return ordinals.map((ordinal) => outputs[Number(ordinal) - 1]).join(', ');
}

const setOperation: MakeQuery = (generator, kinds, environment, depth) => {
  const { random } = generator;
  const outer = environment.outer ?? environment;
  const left = makeQuery(generator, kinds, outer, depth - 1);
  const right = makeQuery(generator, kinds, outer, depth - 1);
  const operator = random.pick(['UNION', 'UNION ALL', 'INTERSECT', 'EXCEPT', 'EXCEPT ALL', 'INTERSECT ALL']);
  const sql = `(${left.sql}) ${operator} (${right.sql})`;
  return ordered(generator, sql, left.columns);
};

const withQuery: MakeQuery = (generator, kinds, environment, depth) => {
  const { random } = generator;
  const outer = environment.outer ?? environment;
  const ctes: CommonTable[] = [...environment.ctes];
  const written: string[] = [];
  for (let index = random.integer(1, 2); index > 0; index -= 1) {
    const query = makeQuery(generator, null, { ...outer, ctes }, depth - 1);
    const name = random.chance(0.1) ? random.pick(['people', 'orders']) : generator.fresh('cte');
    const columns = query.columns.map((column, at) => ({ name: `w${at + 1}`, kind: column.kind }));
    const how = random.pick(['', '', 'MATERIALIZED ', 'NOT MATERIALIZED ']);
    if (ctes.some((other) => other.name === name)) continue;
    written.push(`${name}(${columns.map((column) => column.name).join(', ')}) AS ${how}(${query.sql})`);
    ctes.push({ name, columns });
  }
  if (written.length === 0) return plainQuery(generator, kinds, environment, depth - 1);
  // A CTE called like a table takes the table's place: then the table can't be meant.
  const shadowing = ctes.some((cte) => cte.name === 'people' || cte.name === 'orders');
  const body = shadowing ? cteOnly(generator, kinds, ctes) : makeQuery(generator, kinds, { ...outer, ctes }, depth - 1);
  return { ...body, sql: `WITH ${written.join(', ')} ${body.sql}` };
};

function cteOnly(generator: Generator, kinds: readonly ColumnKind[], ctes: readonly CommonTable[]): GeneratedQuery {
  const table = ctes.at(-1) as CommonTable;
  const item: Item = {
    qualifier: table.name,
    columns: table.columns,
    table: null,
    key: [],
    hasRow: true,
    isTable: false,
  };
  const here: Environment = { items: [item], outer: null, ctes: [] };
  const names = outputNames(generator, kinds);
  const list = kinds.map((kind, index) => `${makeExpression(generator, kind, here, 0)} AS ${names[index]}`);
  return { sql: `SELECT ${list.join(', ')} FROM ${table.name}`, columns: columnsOf(names, kinds), isOrdered: false };
}

const recursiveQuery: MakeQuery = (generator, kinds, environment, depth) => {
  const { random } = generator;
  const name = generator.fresh('r');
  const start = makeQuery(generator, kinds, { items: [], outer: null, ctes: [] }, depth - 1);
  const columns = kinds.map((kind, index) => ({ name: `r${index + 1}`, kind }));
  const list = columns.map((column) => `${name}.${column.name}`).join(', ');
  const names = outputNames(generator, kinds);
  const output = columns.map((column, index) => `${column.name} AS ${names[index]}`).join(', ');
  const step = `SELECT ${list}, ${name}.level + 1 FROM ${name}${random.pick(['', ' JOIN orders o ON o.id = level', ' LEFT JOIN people p ON p.score = level'])} WHERE ${name}.level < 3`;
  const declared = [...columns.map((column) => column.name), 'level'].join(', ');
  const first = `SELECT q.*, 1 FROM (${start.sql}) AS q`;
  const cycle = random.chance(0.2) ? ' CYCLE level SET looped USING way' : '';
  void environment;
  return {
    sql: `WITH RECURSIVE ${name}(${declared}) AS (${first} UNION ${random.chance(0.5) ? 'ALL ' : ''}${step})${cycle} SELECT ${output} FROM ${name}`,
    columns: columnsOf(names, kinds),
    isOrdered: false,
  };
};

/** Windows whose results do not hang on the order of what is alike. */
const windowQuery: MakeQuery = (generator, kinds, environment, depth) => {
  const { random } = generator;
  const from = makeFrom(generator, environment, depth - 1);
  const here: Environment = { ...environment, items: from.items };
  const names = outputNames(generator, kinds);
  const make = (of: ColumnKind) => makeExpression(generator, of, here, Math.min(1, depth - 1));
  const partition = () => (random.chance(0.6) ? `PARTITION BY ${make(random.pick(orderable))}` : '');
  const order = () => `ORDER BY ${make(random.pick(orderable))}${random.pick(['', ' DESC'])}`;
  const isNamed = random.chance(0.3);
  const named = isNamed ? ` WINDOW w AS (${partition()} ${order()})` : '';
  const over = () => (isNamed ? 'OVER w' : `OVER (${partition()} ${random.chance(0.7) ? order() : ''})`);
  const outputs = kinds.map((kind) => {
    switch (kind) {
      case 'int8':
        return random.pick([
          `rank() ${over()}`,
          `dense_rank() ${over()}`,
          `count(*) ${over()}`,
          `sum(${make('int4')} % 100) ${over()}`,
        ]);
      case 'int4':
      case 'text':
      case 'date':
      case 'numeric':
        return `${random.pick(['min', 'max'])}(${make(kind)}) ${over()}`;
      case 'bool':
        return `bool_or(${make('bool')}) ${over()}`;
      default:
        return make(kind);
    }
  });
  const where = random.chance(0.4) ? ` WHERE ${makeCondition(generator, here, depth - 1)}` : '';
  const list = outputs.map((value, index) => `${value} AS ${names[index]}`).join(', ');
  return ordered(generator, `SELECT ${list} FROM ${from.sql}${where}${named}`, columnsOf(names, kinds));
};

const valuesQuery: MakeQuery = (generator, kinds, environment, depth) => {
  const row = () =>
    `(${kinds.map((kind) => (generator.random.chance(0.3) ? makeExpression(generator, kind, environment, depth - 1) : literal(kind, generator.random))).join(', ')})`;
  const columns = kinds.map((kind, index) => ({ name: `column${index + 1}`, kind }));
  return ordered(generator, `VALUES ${row()}, ${row()}`, columns);
};

const distinctOnQuery: MakeQuery = (generator, kinds, environment, depth) => {
  const { random } = generator;
  const from = makeFrom(generator, environment, depth - 1);
  const here: Environment = { ...environment, items: from.items };
  const names = outputNames(generator, kinds);
  const on = makeExpression(generator, random.pick(orderable), here, 1);
  const list = kinds.map((kind, index) => `${makeExpression(generator, kind, here, depth - 1)} AS ${names[index]}`);
  const rest = kinds.map((_, index) => String(index + 1)).join(', ');
  const where = random.chance(0.4) ? ` WHERE ${makeCondition(generator, here, depth - 1)}` : '';
  // A constant in ORDER BY would be the number of a column.
  const key = `COALESCE(${on}, ${on})`;
  return {
    sql: `SELECT DISTINCT ON (${key}) ${list.join(', ')} FROM ${from.sql}${where} ORDER BY ${key}, ${rest}`,
    columns: columnsOf(names, kinds),
    isOrdered: false,
  };
};

/** What only the outermost query can be, because nothing names its columns: a star over everything, columns without names. */
export function makeNamelessQuery(generator: Generator, depth: number): GeneratedQuery {
  const { random } = generator;
  const here: Environment = { items: [], outer: null, ctes: [] };
  const from = makeFrom(generator, here, depth);
  const inside: Environment = { ...here, items: from.items };
  const where = random.chance(0.5) ? ` WHERE ${makeCondition(generator, inside, depth)}` : '';
  const value = () => makeExpression(generator, random.pick(anyKind), inside, depth);
  const list = random.pick([
    () => '*',
    () => [...from.items.map((item) => `${item.qualifier}.*`), value()].join(', '),
    () => [value(), value(), '*'].join(', '),
    () => [value(), value(), value()].join(', '),
    () => '',
  ])();
  return { sql: `SELECT ${list} FROM ${from.sql}${where}`, columns: [], isOrdered: false };
}
