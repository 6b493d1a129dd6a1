import type { Struct } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { columnsTaken } from './named-columns.js';
import type { ColumnName, Columns } from './named-parts.js';
import { resolve, type Scope } from './scope.js';

/** True when an aggregate may take what is of a query around its own. It is not rewritten yet. */
export function takesFromAround(call: Struct, scope: Scope, context: RewriteContext): boolean {
  return scope.outer !== null && someAround(columnsTaken(call, context), scope);
}

function someAround({ own, inside }: Columns, scope: Scope): boolean {
  return own.some((name) => isAround(name, scope)) || inside.some((columns) => someAround(columns, scope));
}

function isAround(name: ColumnName, scope: Scope): boolean {
  const meaning = resolve(scope, name);
  return meaning.kind === 'unknown' || meaning.level !== scope;
}
