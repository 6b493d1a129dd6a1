import { as, isStruct, listOf, type Struct, stringOf, textOf } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { builtinTypeName, isUntyped } from './types.js';

/*
 * Where PostgreSQL plans a query within another as one with it, what stands in its select list is worked out wherever its column is
 * named; and of two equations with a side in common it makes a third (`EquivalenceClass`). So an expression of the client's can come into
 * a condition of a relation that it does not stand beside in the text: `FROM (SELECT x::int AS n FROM a) AS s WHERE b.id = s.n` asks of
 * b's rows whether `id = x::int`. A guard is fenced from it; what a statement writes has no fence: see target-where.ts.
 */

/** A query gives values that are worked out where a query around it names them. */
export function givesDerived(select: Struct, context: RewriteContext): boolean {
  if (apart.some((clause) => select[clause] !== undefined)) return false;
  const rows = listOf(select.valuesLists);
  // Several rows are scanned by themselves.
  if (rows.length > 0)
    return rows.length === 1 && !listOf(as(rows[0], 'List')?.items).every((one) => isSimple(one, context));
  return !listOf(select.targetList).every((node) => isSimple(as(node, 'ResTarget')?.val, context));
}

/** With one of these a query is planned by itself (`is_simple_subquery`). */
const apart = [
  'groupClause',
  'havingClause',
  'distinctClause',
  'limitCount',
  'limitOffset',
  'sortClause',
  'withClause',
];

/** A comparison is one of those of which PostgreSQL makes others, as far as its name tells. */
export function isEquation({ kind, name }: Struct): boolean {
  return equating.has(textOf(kind) ?? '') && !unequal.has(stringOf(listOf(name).at(-1)) ?? '');
}

/** All that is compared is there before. */
export function comparesSimple({ lexpr, rexpr }: Struct, context: RewriteContext): boolean {
  const right = as(rexpr, 'List')?.items ?? as(rexpr, 'A_ArrayExpr')?.elements;
  return [lexpr, ...(Array.isArray(right) ? right : [rexpr])].every((side) => isSimple(side, context));
}

const equating = new Set(['AEXPR_OP', 'AEXPR_IN', 'AEXPR_OP_ANY']);
/** Operators that are no equality, and those that give no boolean. An operator of the store's own may be one. */
const unequal = new Set([
  ...['<>', '!=', '<', '<=', '>', '>=', '~', '~*', '!~', '!~*', '~~', '!~~', '~~*', '!~~*', '@>', '<@', '&&', '?'],
  ...['+', '-', '*', '/', '%', '||', '->', '->>', '#>', '#>>'],
]);

/** A column, or a value that is there before a statement runs. */
export function isSimple(node: unknown, context: RewriteContext): boolean {
  if (['ColumnRef', 'A_Const', 'ParamRef'].some((tag) => as(node, tag) !== undefined)) return true;
  const cast = as(node, 'TypeCast');
  // A domain is asked when the value is.
  return isUntyped(cast?.arg) && isStruct(cast?.typeName) && builtinTypeName(cast.typeName, context) !== undefined;
}
