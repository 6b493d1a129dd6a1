import { as, listOf, parse, quoteIdentifier, quoteRelation } from '../../sql/index.js';
import { refused } from '../refused.js';
import { type CastColumns, castColumn } from './cast-column.js';
import type { CompiledRelation } from './compiled-relation.js';

/** What the protected relation is called inside its guard. */
export const guardAlias = 'damask_row';

/** A guard standing in a statement: the SELECT that took the relation's place. */
export interface Guard {
  readonly compiled: CompiledRelation;
  /** `ONLY`: the relation without those that inherit from it. */
  readonly only: boolean;
  /** A TABLESAMPLE clause, which belongs to the relation itself; else empty. */
  readonly sample: string;
  /** System columns that the statement asks of it. */
  readonly extras: readonly string[];
  /** Columns that are seen as they are, and given as other types: see rewrite/checked-columns.ts. */
  readonly casts: CastColumns;
  /** Columns of which PostgreSQL's estimates are to find no statistics: see rewrite/unestimated-columns.ts. */
  readonly unestimated: ReadonlySet<string>;
}

/**
 * What keeps rows that are filtered away from what could raise because of them. `around`: the planner pushes no condition into the
 * guard. `at the scan`: it may, and joins it as it likes; but the filter is asked where the relation is read, and is made no join of.
 */
export type Fence = 'none' | 'at the scan' | 'around';

/** What a statement asks of a guard. */
export interface GuardUse {
  readonly fence: Fence;
  /** Conditions over the guard's row that can't raise, and hold of every row that is wanted: inside, indexes serve them. */
  readonly conjuncts: readonly string[];
  /** Conditions that stand nowhere else: they compare a masked column's true value. */
  readonly lookups: readonly string[];
  /** The names of columns that are read of it, others among them; null: all columns. */
  readonly read: ReadonlySet<string> | null;
  /** Columns of which what is stored is given too, and under which names: only what the gateway writes may read those. */
  readonly stored: ReadonlyMap<string, string>;
}

interface GuardParts {
  /** By name, in the relation's order. */
  readonly columns: ReadonlyMap<string, string>;
  readonly from: string;
  readonly filter: string | null;
  /** The same rows, by what the planner leaves where it stands. */
  readonly scanFilter: string | null;
}

const parts = new WeakMap<CompiledRelation, GuardParts>();

/**
 * The text of a guard: the permitted view of its relation. Columns are named one by one, so what is added to the store
 * later is not shown; those that nobody reads are left out, for the server takes its time over each mask.
 *
 * A fence around it is an OFFSET, past which the planner does not push a condition.
 */
export function guardText(guard: Guard, { fence, conjuncts, lookups, read, stored }: GuardUse): string {
  const { columns, from, ...filters } = partsOf(guard.compiled);
  const filter = fence === 'at the scan' ? filters.scanFilter : filters.filter;
  if (filter === null && filters.filter !== null) throw refused('a guard does not filter at its scan');
  const conditions = [
    ...lookups.map((lookup) => `(${lookup})`),
    ...conjuncts.map((conjunct) => `(${conjunct})`),
    ...(filter === null ? [] : [filter]),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const source = `${guard.only ? 'ONLY ' : ''}${from} AS ${guardAlias}${guard.sample}`;
  const shown = [
    ...[...columns].flatMap(([name, sql]) => (read === null || read.has(name) ? [columnText(sql, name, guard)] : [])),
    ...guard.extras.map((name) => `${guardAlias}.${name}`),
    ...[...stored].map(([name, as]) => `${guardAlias}.${quoteIdentifier(name)} AS ${quoteIdentifier(as)}`),
  ];
  // A SELECT without a list gives rows without columns.
  const list = shown.length === 0 ? '' : `${shown.join(', ')} `;
  return `SELECT ${list}FROM ${source}${where}${fence === 'around' ? ' OFFSET 0' : ''}`;
}

function columnText(sql: string, name: string, { casts, unestimated }: Guard): string {
  if (!unestimated.has(name)) return castColumn(sql, name, casts);
  const selected = `(SELECT ${sql})`;
  return casts.has(name) ? castColumn(selected, name, casts) : `${selected} AS ${quoteIdentifier(name)}`;
}

/** The text of a relation without rows that has the guard's columns, and tells of no mask, filter or relation. */
export function emptyGuardText({ compiled, extras, casts }: Guard, stored: GuardUse['stored']): string {
  const shown = compiled.columns.filter(({ shown }) => shown !== 'absent').map(({ column }) => column);
  const blank = (declared: string, name: string) => `CAST(NULL AS ${declared}) AS ${quoteIdentifier(name)}`;
  const list = [
    ...shown.map(({ declared, name }) => blank(casts.get(name) ?? declared, name)),
    ...extras.map((name) => blank(systemColumnTypes[name] ?? 'pg_catalog.text', name)),
    ...[...stored].map(([name, as]) =>
      blank(shown.find((one) => one.name === name)?.declared ?? 'pg_catalog.text', as),
    ),
  ];
  return `SELECT ${list.join(', ')}${list.length === 0 ? '' : ' '}WHERE false`;
}

/** PostgreSQL docs, 5.6. */
const systemColumnTypes: Readonly<Record<string, string>> = {
  tableoid: 'pg_catalog.oid',
  xmin: 'pg_catalog.xid',
  cmin: 'pg_catalog.cid',
  xmax: 'pg_catalog.xid',
  cmax: 'pg_catalog.cid',
  ctid: 'pg_catalog.tid',
};

function partsOf(compiled: CompiledRelation): GuardParts {
  const known = parts.get(compiled);
  if (known !== undefined) return known;
  const columns = new Map<string, string>();
  for (const column of compiled.columns) {
    if (column.shown === 'absent') continue;
    const sql = column.sql(guardAlias);
    const { name } = column.column;
    columns.set(name, column.shown === 'pass' ? sql : `${sql} AS ${quoteIdentifier(name)}`);
  }
  const { schema, name } = compiled.relation;
  const made = {
    columns,
    from: quoteRelation(schema, name),
    filter: compiled.filter === null ? null : compiled.filter(guardAlias),
    scanFilter: compiled.scanFilter === null ? null : compiled.scanFilter(guardAlias),
  };
  // Column by column: of a relation with many whose text is looked through, they are too long to be read together.
  for (const sql of columns.values()) assertOneSelect(`SELECT ${sql}`);
  for (const where of new Set([made.filter, made.scanFilter]))
    assertOneSelect(`SELECT FROM ${made.from} AS ${guardAlias} WHERE ${where ?? 'true'}`);
  parts.set(compiled, made);
  return made;
}

/** A guard is put into a statement as text, in parentheses: it must be one SELECT of one column each, and nothing else. */
function assertOneSelect(text: string): void {
  const statements = parse(text);
  const select = as(statements[0]?.node, 'SelectStmt');
  if (statements.length !== 1 || select === undefined || listOf(select.targetList).length > 1)
    throw refused('a guard is not one SELECT');
}
