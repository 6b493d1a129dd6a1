import { as, isStruct, listOf, nameParts, type Struct, textOf } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { functionsOf } from './functions.js';
import { resolve, type Scope } from './scope.js';

/**
 * A query gives no more than one row, whatever is stored: as a value it raises on none (PostgreSQL docs, 4.2.11). It is asked before the
 * query is rewritten, once its FROM has been.
 */
export function givesOneRow(select: Struct, scope: Scope, context: RewriteContext): boolean {
  if (isLimitedToOne(select)) return true;
  // What a query sorts by or tells apart may give several rows as well (PostgreSQL docs, 36.5.9).
  const isPlain = [select.groupClause, select.sortClause, select.distinctClause].every(
    (clause) => clause === undefined,
  );
  if (select.op !== 'SETOP_NONE' || !isPlain) return false;
  const [target, ...others] = listOf(select.targetList);
  return others.length === 0 && putsTogether(as(target, 'ResTarget')?.val, scope, context);
}

function isLimitedToOne({ limitCount, limitOption }: Struct): boolean {
  const number = as(limitCount, 'A_Const')?.ival;
  // WITH TIES gives all that are equal to the last one.
  return textOf(limitOption) === 'LIMIT_OPTION_COUNT' && isStruct(number) && Number(number.ival ?? 0) <= 1;
}

/** An aggregate of all rows of its query, and what is given where there are none: nothing in it gives several rows. */
function putsTogether(value: unknown, scope: Scope, context: RewriteContext): boolean {
  const choice = as(value, 'CoalesceExpr');
  const parts = choice === undefined ? [value] : listOf(choice.args);
  const calls = parts.filter((part) => as(part, 'A_Const') === undefined && as(part, 'ParamRef') === undefined);
  return calls.length > 0 && calls.every((call) => isAggregate(as(call, 'FuncCall'), scope, context));
}

/** An aggregate of nothing but columns of a query around it, those of its FILTER among them, is that one's (PostgreSQL docs, 4.2.7). */
function isAggregate(call: Struct | undefined, scope: Scope, context: RewriteContext): boolean {
  if (call === undefined || call.over !== undefined) return false;
  const parts = nameParts(call.funcname) ?? [];
  const candidates = parts.length === 0 ? [] : functionsOf(parts, context);
  if (candidates.length === 0 || !candidates.every(({ kind }) => kind === 'a')) return false;
  const isOfAllRows = call.agg_star === true && call.agg_filter === undefined;
  return isOfAllRows || listOf(call.args).some((node) => isOwnColumn(node, scope));
}

function isOwnColumn(node: unknown, scope: Scope): boolean {
  const parts = nameParts(as(node, 'ColumnRef')?.fields) ?? [];
  const meaning = parts.length === 0 ? null : resolve(scope, parts);
  return meaning !== null && meaning.kind !== 'unknown' && meaning.level === scope;
}
