import type { Struct } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { namesOf } from './level-names.js';
import { namedIn } from './named-columns.js';
import type { ColumnName, Columns, NamedParts } from './named-parts.js';
import type { Scope } from './scope.js';

/** True when what a SELECT gives, or sorts by, may be worked out of groups of its rows, by its subqueries too. */
export function mayGroup(select: Struct, scope: Scope, context: RewriteContext): boolean {
  if (select.groupClause !== undefined || select.havingClause !== undefined) return true;
  const given = [select.targetList, select.sortClause, select.distinctClause, select.windowClause];
  const { isAggregated, isJson, inside } = namedIn(given, context);
  return isAggregated || isJson || inside.some((inner) => mayBeOf(inner, scope));
}

/** In a subquery, an aggregate is of the query whose columns it takes (PostgreSQL docs, 4.2.7). */
function mayBeOf({ isJson, taken, inside, taking }: NamedParts, scope: Scope): boolean {
  if (taking === 0) return false;
  return isJson || taken.some((columns) => areOf(columns, scope)) || inside.some((inner) => mayBeOf(inner, scope));
}

function areOf({ own, inside }: Columns, scope: Scope): boolean {
  return own.every((column) => isOf(column, scope)) && inside.every((columns) => areOf(columns, scope));
}

function isOf(column: ColumnName, { items }: Scope): boolean {
  const names = namesOf(items);
  const [name = ''] = column;
  if (column.some((part) => names.item(part) !== undefined)) return true;
  return column.length < 2 && (names.isOpaque || names.namesakes(name).length > 0);
}
