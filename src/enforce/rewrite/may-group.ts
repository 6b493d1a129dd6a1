import { as, isStruct, nameParts, type Struct } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { functionsOf } from './functions.js';
import type { Scope } from './scope.js';

/** True when what a SELECT gives, or sorts by, may be worked out of groups of its rows, by its subqueries too. */
export function mayGroup(select: Struct, scope: Scope, context: RewriteContext): boolean {
  if (select.groupClause !== undefined || select.havingClause !== undefined) return true;
  const given = [select.targetList, select.sortClause, select.distinctClause, select.windowClause];
  return aggregates(given, { scope, context, isInside: false });
}

interface Search {
  readonly scope: Scope;
  readonly context: RewriteContext;
  /** Of a subquery. */
  readonly isInside: boolean;
}

function aggregates(value: unknown, search: Search): boolean {
  if (Array.isArray(value)) return value.some((item) => aggregates(item, search));
  if (!isStruct(value)) return false;
  const call = as(value, 'FuncCall');
  if (call !== undefined && isAggregate(call, search)) return true;
  const within = { ...search, isInside: search.isInside || value.SelectStmt !== undefined };
  return Object.keys(value).some(
    // JSON_ARRAYAGG and its like have nodes of their own.
    (key) => key !== 'A_Const' && (/^Json.*Agg/.test(key) || aggregates(value[key], within)),
  );
}

/** In a subquery, an aggregate is of the query whose columns it takes (PostgreSQL docs, 4.2.7). */
function isAggregate(call: Struct, { scope, context, isInside }: Search): boolean {
  const parts = nameParts(call.funcname);
  if (parts === null || parts.length === 0) return false;
  if (!functionsOf(parts, context).some(({ kind }) => kind === 'a')) return false;
  if (!isInside) return true;
  const taken = columnsIn([call.args, call.agg_order, call.agg_filter]);
  return taken.length > 0 && taken.every((column) => mayBeOf(scope, column));
}

function mayBeOf({ items }: Scope, column: readonly string[]): boolean {
  const [name = '', ...more] = column;
  return items.some(({ alias, columns }) => {
    if (column.includes(alias ?? '')) return true;
    return more.length === 0 && (columns === null || columns.some((one) => one.name === name));
  });
}

/** The parts of the names of columns that a tree holds. A star or a whole row is of what it names. */
function columnsIn(tree: unknown): readonly (readonly string[])[] {
  if (Array.isArray(tree)) return tree.flatMap(columnsIn);
  if (!isStruct(tree)) return [];
  const reference = as(tree, 'ColumnRef');
  if (reference !== undefined) return [nameParts(reference.fields) ?? []];
  return Object.keys(tree).flatMap((key) => (key === 'A_Const' ? [] : columnsIn(tree[key])));
}
