import { type ColumnKind, links, partitions, tables, views } from '../schema.js';
import { makeCondition } from './expression.js';
import { keysGiven } from './keys.js';
import type { Column, Environment, Generator, Item } from './scope.js';

export interface Source {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly key: readonly string[];
  readonly isTable: boolean;
}

export const sources: readonly Source[] = [
  ...[...tables, ...partitions].map((table) => ({ ...table, isTable: true })),
  ...views.map((view) => ({ ...view, key: [], isTable: false })),
];

export interface GeneratedFrom {
  readonly sql: string;
  readonly items: readonly Item[];
  /** Tables that FOR UPDATE may lock: none stands behind an outer join or in a subquery. */
  readonly lockable: readonly string[];
}

interface Joined {
  readonly sql: string;
  readonly items: readonly Item[];
  readonly isLockable: boolean;
}

/** FROM with one to three items. */
export function makeFrom(generator: Generator, environment: Environment, depth: number): GeneratedFrom {
  const { random } = generator;
  let joined = makeItem(generator, environment, depth, null);
  const more = random.weighted([
    [5, 0],
    [4, 1],
    [2, 2],
  ]);
  for (let index = 0; index < more; index += 1) joined = join(generator, joined, environment, depth);
  const lockable = joined.isLockable ? joined.items.filter((item) => item.table !== null && item.hasRow) : [];
  return { sql: joined.sql, items: joined.items, lockable: lockable.map((item) => item.qualifier) };
}

function join(generator: Generator, left: Joined, environment: Environment, depth: number): Joined {
  const { random } = generator;
  const here: Environment = { ...environment, items: left.items, outer: environment };
  if (random.chance(0.1)) {
    const lateral = lateralItem(generator, here, depth);
    const sql = random.pick([
      `${left.sql}, LATERAL ${lateral.sql}`,
      `${left.sql} LEFT JOIN LATERAL ${lateral.sql} ON true`,
    ]);
    return { sql, items: [...left.items, ...lateral.items], isLockable: false };
  }
  const right = makeItem(generator, environment, depth, left.items);
  const items = [...left.items, ...right.items];
  const common = commonColumns(left.items, right.items);
  const kind = random.weighted([
    [4, 'JOIN'],
    [3, 'LEFT JOIN'],
    [1, 'RIGHT JOIN'],
    [1, 'FULL JOIN'],
  ]);
  const isLockable = left.isLockable && right.isLockable && kind === 'JOIN';
  if (common !== null && common.length > 0 && random.chance(0.3)) {
    if (random.chance(0.3)) return { sql: `(${left.sql} NATURAL ${kind} ${right.sql})`, items, isLockable };
    const alias = random.chance(0.2) ? ` AS ${generator.fresh('u')}` : '';
    return { sql: `(${left.sql} ${kind} ${right.sql} USING (${random.pick(common)})${alias})`, items, isLockable };
  }
  const equality = linkOf(generator, left.items, right.items);
  if (equality === null) {
    if (left.items.length > 1) return left;
    return { sql: `${left.sql} CROSS JOIN ${right.sql}`, items, isLockable: left.isLockable && right.isLockable };
  }
  if (kind === 'FULL JOIN')
    return { sql: `(${left.sql} FULL JOIN ${right.sql} ON ${equality})`, items, isLockable: false };
  const all: Environment = { ...environment, items, outer: environment.outer };
  const condition = random.chance(0.3) ? `${equality} AND ${makeCondition(generator, all, depth - 1)}` : equality;
  return { sql: `(${left.sql} ${kind} ${right.sql} ON ${condition})`, items, isLockable };
}

/** Null when a name stands more than once on a side, so that NATURAL and USING would be ambiguous. */
function commonColumns(left: readonly Item[], right: readonly Item[]): readonly string[] | null {
  const leftColumns = left.flatMap((item) => item.columns);
  const rightColumns = right.flatMap((item) => item.columns);
  const common: string[] = [];
  for (const column of rightColumns) {
    const partners = leftColumns.filter((other) => other.name === column.name);
    if (partners.length === 0) continue;
    if (partners.length > 1 || partners[0]?.kind !== column.kind) return null;
    if (rightColumns.filter((other) => other.name === column.name).length > 1) return null;
    common.push(column.name);
  }
  return common;
}

function linkOf(generator: Generator, left: readonly Item[], right: readonly Item[]): string | null {
  const { random } = generator;
  const found: string[] = [];
  for (const one of left) {
    for (const other of right) {
      for (const [table, column, otherTable, otherColumn] of links) {
        if (one.table === table && other.table === otherTable) found.push(equal(one, column, other, otherColumn));
        if (other.table === table && one.table === otherTable) found.push(equal(one, otherColumn, other, column));
      }
    }
  }
  if (found.length > 0 && random.chance(0.8)) return random.pick(found);
  const kinds: readonly ColumnKind[] = ['int4', 'int8', 'text', 'date'];
  for (const kind of random.shuffled(kinds)) {
    const pairs = left.flatMap((one) =>
      one.columns
        .filter((column) => column.kind === kind)
        .flatMap((column) =>
          right.flatMap((other) =>
            other.columns
              .filter((candidate) => candidate.kind === kind)
              .map((candidate) => equal(one, column.name, other, candidate.name)),
          ),
        ),
    );
    if (pairs.length > 0) return random.pick(pairs);
  }
  return null;
}

function equal(one: Item, column: string, other: Item, otherColumn: string): string {
  return `${one.qualifier}.${column} = ${other.qualifier}.${otherColumn}`;
}

function makeItem(
  generator: Generator,
  environment: Environment,
  depth: number,
  beside: readonly Item[] | null,
): Joined {
  const { random } = generator;
  const kind = random.weighted([
    [12, 'source'],
    [environment.ctes.length > 0 ? 5 : 0, 'cte'],
    [depth > 0 ? 3 : 0, 'subquery'],
    [1, 'values'],
    [1, 'function'],
  ]);
  if (kind === 'source') return sourceItem(generator, beside);
  if (kind === 'cte') {
    const table = random.pick(environment.ctes);
    const alias = generator.fresh('w');
    return { sql: `${table.name} AS ${alias}`, items: [item(alias, table.columns)], isLockable: false };
  }
  if (kind === 'values') return valuesItem(generator);
  if (kind === 'function') return functionItem(generator, environment.outer === null ? environment : environment.outer);
  // A subquery in FROM without LATERAL sees nothing beside it.
  return subqueryItem(generator, { ...environment, items: [] }, depth);
}

function item(qualifier: string, columns: readonly Column[], more: Partial<Item> = {}): Item {
  return { qualifier, columns, table: null, key: [], hasRow: false, isTable: false, ...more };
}

function sourceItem(generator: Generator, beside: readonly Item[] | null): Joined {
  const { random } = generator;
  const linked = (beside ?? []).flatMap((one) =>
    links.flatMap(([table, , other]) => (one.table === table ? [other] : one.table === other ? [table] : [])),
  );
  const wanted = linked.length > 0 && random.chance(0.7) ? random.pick(linked) : null;
  const source = sources.find((candidate) => candidate.name === wanted) ?? random.pick(sources);
  const written = random.chance(0.3) ? `public.${source.name}` : source.name;
  const table = { table: source.name, key: source.key, isTable: source.isTable };
  const taken = (beside ?? []).some((other) => other.table === source.name);
  if (!taken && random.chance(0.2)) {
    const qualifier = written;
    const items = [item(qualifier, source.columns, { ...table, hasRow: !qualifier.includes('.') })];
    return { sql: written, items, isLockable: source.isTable };
  }
  const alias = generator.fresh('t');
  const only = source.isTable && random.chance(0.06) ? 'ONLY ' : '';
  const sample =
    source.isTable && random.chance(0.05)
      ? ` TABLESAMPLE ${random.pick(['BERNOULLI (100)', 'SYSTEM (100)', 'BERNOULLI (100) REPEATABLE (3)'])}`
      : '';
  if (random.chance(0.1)) {
    const names = source.columns.map((_, index) => `x${index + 1}`);
    const columns = source.columns.map((column, index) => ({ name: names[index] ?? '', kind: column.kind }));
    // The row of a table keeps the table's own names for its columns: not asked for here.
    return {
      sql: `${only}${written} AS ${alias}(${names.join(', ')})${sample}`,
      items: [item(alias, columns)],
      isLockable: false,
    };
  }
  return {
    sql: `${only}${written} ${random.pick(['', 'AS '])}${alias}${sample}`,
    items: [item(alias, source.columns, { ...table, hasRow: true })],
    isLockable: source.isTable,
  };
}

function subqueryItem(generator: Generator, environment: Environment, depth: number): Joined {
  const { random } = generator;
  const query = generator.query(null, environment, depth - 1);
  const alias = generator.fresh('s');
  const unique = new Set(query.columns.map((column) => column.name)).size === query.columns.length;
  if (unique && random.chance(0.7)) {
    return {
      sql: `(${query.sql}) AS ${alias}`,
      items: [item(alias, query.columns, { hasRow: true })],
      isLockable: false,
    };
  }
  const columns = query.columns.map((column, index) => ({ name: `y${index + 1}`, kind: column.kind }));
  const sql = `(${query.sql}) AS ${alias}(${columns.map((column) => column.name).join(', ')})`;
  return { sql, items: [item(alias, columns, { hasRow: true })], isLockable: false };
}

function valuesItem(generator: Generator): Joined {
  const alias = generator.fresh('v');
  const columns: readonly Column[] = [
    { name: 'a', kind: 'int4' },
    { name: 'b', kind: 'text' },
  ];
  return {
    sql: `(VALUES (1, 'one'), (2, 'sku2'), (3, NULL)) AS ${alias}(a, b)`,
    items: [item(alias, columns)],
    isLockable: false,
  };
}

const keyColumns: readonly Column[] = [
  { name: 'k', kind: 'int4' },
  { name: 'w', kind: 'text' },
];

function functionItem(generator: Generator, _environment: Environment): Joined {
  const { random } = generator;
  const alias = generator.fresh('f');
  const [sql, columns] = random.pick<readonly [string, readonly Column[]]>([
    [`generate_series(1, 4) AS ${alias}(g)`, [{ name: 'g', kind: 'int4' }]],
    [`generate_series(1, 3) ${alias}`, [{ name: alias, kind: 'int4' }]],
    [
      `unnest(ARRAY['a', 'b']) WITH ORDINALITY AS ${alias}(u, o)`,
      [
        { name: 'u', kind: 'text' },
        { name: 'o', kind: 'int8' },
      ],
    ],
    [
      `jsonb_to_recordset('[{"p":1,"q":"x"},{"p":5,"q":"sku2"},{"p":9}]') AS ${alias}(p int, q text)`,
      [
        { name: 'p', kind: 'int4' },
        { name: 'q', kind: 'text' },
      ],
    ],
    [keysGiven(generator, alias), keyColumns],
    [`regexp_split_to_table('a,b', ',') AS ${alias}(r)`, [{ name: 'r', kind: 'text' }]],
    [
      `ROWS FROM (generate_series(1, 2), unnest(ARRAY['k'])) AS ${alias}(i, j)`,
      [
        { name: 'i', kind: 'int4' },
        { name: 'j', kind: 'text' },
      ],
    ],
  ]);
  return { sql, items: [item(alias, columns)], isLockable: false };
}

/** What stands behind LATERAL and sees the items before it. */
function lateralItem(generator: Generator, here: Environment, depth: number): Joined {
  const { random } = generator;
  const alias = generator.fresh('l');
  if (random.chance(0.4)) {
    const query = generator.query(null, { ...here, items: [], outer: here }, depth - 1);
    const columns = query.columns.map((column, index) => ({ name: `z${index + 1}`, kind: column.kind }));
    return {
      sql: `(${query.sql}) AS ${alias}(${columns.map((column) => column.name).join(', ')})`,
      items: [item(alias, columns)],
      isLockable: false,
    };
  }
  const text = (kind: ColumnKind) => generator.expression(kind, { ...here, outer: null }, 1);
  const [sql, columns] = random.pick<() => readonly [string, readonly Column[]]>([
    () => [`unnest(${text('text[]')}) AS ${alias}(e)`, [{ name: 'e', kind: 'text' }]],
    () => [`string_to_table(${text('text')}, '@') AS ${alias}(e)`, [{ name: 'e', kind: 'text' }]],
    () => [`generate_series(1, ${text('int4')} % 5) AS ${alias}(e)`, [{ name: 'e', kind: 'int4' }]],
    () => [`jsonb_path_query(${text('jsonb')}, '$.list[*]') AS ${alias}(e)`, [{ name: 'e', kind: 'jsonb' }]],
    () => {
      const value = text('jsonb');
      return [
        `jsonb_to_record(CASE WHEN jsonb_typeof(${value}) = 'object' THEN ${value} END) AS ${alias}(s text, deep jsonb)`,
        [
          { name: 's', kind: 'text' },
          { name: 'deep', kind: 'jsonb' },
        ],
      ];
    },
    () => [
      `JSON_TABLE(${text('jsonb')}, '$.cards[*]' COLUMNS (at FOR ORDINALITY, no text PATH '$.no', kind text PATH '$.kind')) AS ${alias}`,
      [
        { name: 'at', kind: 'int4' },
        { name: 'no', kind: 'text' },
        { name: 'kind', kind: 'text' },
      ],
    ],
    () => [
      `jsonb_each_text(jsonb_build_object('k', ${text('text')})) AS ${alias}(k, e)`,
      [
        { name: 'k', kind: 'text' },
        { name: 'e', kind: 'text' },
      ],
    ],
    () => [`(VALUES (${text('text')}), ('v')) AS ${alias}(e)`, [{ name: 'e', kind: 'text' }]],
  ])();
  return { sql, items: [item(alias, columns)], isLockable: false };
}
