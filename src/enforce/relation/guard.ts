import { parse, quoteIdentifier, quoteRelation, tagOf } from '../../sql/index.js';
import { refused } from '../refused.js';
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
}

interface GuardParts {
  readonly columns: string;
  readonly from: string;
  readonly filter: string | null;
}

const parts = new WeakMap<CompiledRelation, GuardParts>();

/**
 * The text of a guard: the permitted view of its relation. Columns are named one by one, so what is added to the store
 * later is not shown.
 *
 * With `fence`, the client's conditions are kept from running on rows that the guard filters away: the planner does not
 * push them past an OFFSET. `conjuncts` are conditions over the guard's row that can't raise; they go inside the fence, so
 * that indexes serve them. `lookups` are conditions that stand nowhere else: they compare a masked column's true value.
 */
export function guardText(
  guard: Guard,
  fence: boolean,
  conjuncts: readonly string[],
  lookups: readonly string[] = [],
): string {
  const { columns, from, filter } = partsOf(guard.compiled);
  const conditions = [
    ...lookups.map((lookup) => `(${lookup})`),
    ...(fence ? conjuncts.map((conjunct) => `(${conjunct})`) : []),
    ...(filter === null ? [] : [filter]),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const source = `${guard.only ? 'ONLY ' : ''}${from} AS ${guardAlias}${guard.sample}`;
  const extras = guard.extras.map((name) => `, ${guardAlias}.${name}`).join('');
  return `SELECT ${columns}${extras} FROM ${source}${where}${fence ? ' OFFSET 0' : ''}`;
}

function partsOf(compiled: CompiledRelation): GuardParts {
  const known = parts.get(compiled);
  if (known !== undefined) return known;
  const columns = compiled.columns
    .filter((column) => column.shown !== 'absent')
    .map((column) => {
      const sql = column.sql(guardAlias);
      return column.shown === 'pass' ? sql : `${sql} AS ${quoteIdentifier(column.column.name)}`;
    });
  const { schema, name } = compiled.relation;
  const made = {
    columns: columns.join(', '),
    from: quoteRelation(schema, name),
    filter: compiled.filter === null ? null : compiled.filter(guardAlias),
  };
  assertOneSelect(`SELECT ${made.columns} FROM ${made.from} AS ${guardAlias} WHERE ${made.filter ?? 'true'}`);
  parts.set(compiled, made);
  return made;
}

/** A guard is put into a statement as text, in parentheses: it must be one SELECT and nothing else. */
function assertOneSelect(text: string): void {
  const statements = parse(text);
  const node = statements[0]?.node;
  if (statements.length !== 1 || node === undefined || tagOf(node) !== 'SelectStmt') {
    throw refused('a guard is not one SELECT');
  }
}
