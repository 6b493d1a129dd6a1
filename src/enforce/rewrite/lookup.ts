import type { Steps } from '../../base/index.js';
import {
  as,
  isStruct,
  listOf,
  nameParts,
  type Struct,
  stringNode,
  stringOf,
  type TreeNode,
  textOf,
} from '../../sql/index.js';
import { compiledColumn } from '../relation/compiled-relation.js';
import { guardAlias } from '../relation/guard.js';
import { asText } from './as-text.js';
import { conjunction, conjunctsOf } from './conjunction.js';
import { familyOfConstant } from './constant-family.js';
import type { Place, RewriteContext } from './context.js';
import { rewriteExpression } from './expression.js';
import { citext } from './family.js';
import { admitOperator } from './functions.js';
import { type LookedUpValues, lookedUpValues } from './looked-up-values.js';
import { probeWithin } from './probes.js';
import { type Reached, reachedByCondition, reachedInFrom } from './reached-items.js';
import { itemsMeant, resolve, type ScopeItem } from './scope.js';
import { isTotal } from './totality.js';

/**
 * A masked column that the data map lets be looked up (`lookup: exact`) is compared by its true value in one place: a term of
 * a query's WHERE, or of a join's condition, `column = constant`, `column IN (constants)` or `column = ANY (array of constants)`, where the query itself reads
 * the relation and the term can be asked where it does (see reached-items.ts). Everywhere else, and in what comes out, the column is its mask. Each constant counts as
 * a lookup.
 */
interface Lookup {
  readonly item: ScopeItem;
  readonly column: string;
  /** The comparison, and on which side of it the column stands. */
  readonly comparison: Struct;
  readonly side: 'lexpr' | 'rexpr';
  readonly values: LookedUpValues;
  /** What the column's own equality takes for the same may be other bytes. */
  readonly equates: 'bytes' | 'by collation' | 'by case';
}

/**
 * Takes the lookups out of a query's WHERE and puts them into the guards, where they find rows by the store's index. Before the
 * WHERE is rewritten.
 */
export function* takeLookups(select: Struct, place: Place): Steps<void> {
  const rest = yield* lookedUpApart(select.whereClause, () => reachedInFrom(select), place);
  if (rest?.length === 0) delete select.whereClause;
  else if (rest !== null) select.whereClause = conjunction(rest);
}

/** The same with a join's condition, once both of its sides are rewritten. */
export function* takeLookupsOfJoin(join: Struct, place: Place): Steps<void> {
  const rest = yield* lookedUpApart(join.quals, () => reachedByCondition(join), place);
  if (rest?.length === 0) join.quals = { A_Const: { boolval: { boolval: true } } };
  else if (rest !== null) join.quals = conjunction(rest);
}

/** The terms of a condition that are no lookups, which are with the guards now; null where there is none. */
function* lookedUpApart(
  condition: unknown,
  reachedHere: () => Reached,
  place: Place,
): Steps<readonly TreeNode[] | null> {
  const { context, scope } = place;
  if (!isStruct(condition) || context.opening.length > 0 || !offersLookups(scope.items)) return null;
  const reached = reachedHere();
  const rest: TreeNode[] = [];
  const terms = conjunctsOf(condition as TreeNode);
  for (const term of terms) {
    const lookup = lookupOf(term, place);
    const placed = context.guards.find(({ guard }) => lookup !== null && guard === lookup.item.guard);
    const outer = reached.get(lookup?.item.alias ?? '');
    if (lookup === null || placed === undefined || outer === undefined) {
      rest.push(term);
      continue;
    }
    for (const join of outer) join.jointype = 'JOIN_INNER';
    placed.lookups.push(...(yield* comparisonsOf(lookup, guardAlias, place)));
    count(lookup.values, context);
  }
  return rest.length === terms.length ? null : rest;
}

/** The same in the WHERE of an UPDATE or DELETE: the comparison with the column's true value, or null for any other term. */
export function* lookupInTarget(term: TreeNode, place: Place): Steps<TreeNode | null> {
  const { context } = place;
  if (!offersLookups(place.scope.items)) return null;
  const lookup = lookupOf(term, place);
  if (lookup === null || lookup.item.target === null || lookup.item.alias === null) return null;
  count(lookup.values, context);
  return conjunction(yield* comparisonsOf(lookup, lookup.item.alias, place));
}

/**
 * By the true value, of which a collation of the column's own may take others for the same (PostgreSQL docs, 23.2.2.4), and citext does: the index finds
 * those, and the bytes say which of them it is. The operator, and what the constant is made by, are such as may be called.
 *
 * @throws GatewayError `refused`.
 */
function* comparisonsOf(
  { comparison, side, column, equates }: Lookup,
  alias: string,
  place: Place,
): Steps<readonly TreeNode[]> {
  admitOperator(['='], place.context);
  const other = side === 'lexpr' ? 'rexpr' : 'lexpr';
  const given = yield* rewriteExpression(comparison[other] as TreeNode, { ...place, exposed: false });
  probeWithin(given, place.context);
  const value = { ColumnRef: { fields: [stringNode(alias), stringNode(column)] } };
  const arg = equates === 'by case' ? asText(value) : value;
  const asBytes = { CollateClause: { arg, collname: [stringNode('pg_catalog'), stringNode('C')] } };
  return [value, ...(equates === 'bytes' ? [] : [asBytes])].map((one) => ({
    A_Expr: { ...comparison, [side]: one, [other]: given },
  }));
}

function count({ count, boundArray }: LookedUpValues, { findings }: RewriteContext): void {
  findings.lookups += count;
  if (boundArray !== null) findings.lookupArrays.push(boundArray);
}

function offersLookups(items: readonly ScopeItem[]): boolean {
  return items.some((item) => (item.guard?.compiled ?? item.target)?.columns.some((column) => column.lookup) === true);
}

function lookupOf(term: TreeNode, { scope, context }: Place): Lookup | null {
  const comparison = as(term, 'A_Expr');
  if (comparison === undefined) return null;
  const operator = nameParts(comparison.name);
  if (operator?.length !== 1 || stringOf(listOf(comparison.name)[0]) !== '=') return null;
  const kind = textOf(comparison.kind);
  for (const side of ['lexpr', 'rexpr'] as const) {
    const parts = nameParts(as(comparison[side], 'ColumnRef')?.fields);
    if (parts === null || parts.length === 0) continue;
    // `constant = ANY (column)` is another thing.
    if (side === 'rexpr' && kind !== 'AEXPR_OP') continue;
    const meaning = resolve(scope, parts);
    if (meaning.kind !== 'column' || meaning.item.renamed || meaning.level !== scope) continue;
    // A name of several that are no join's common column is PostgreSQL's to refuse.
    if (scope.merges.length === 0 && itemsMeant(meaning, parts).length > 1) continue;
    const { item } = meaning;
    const compiled = item.guard?.compiled ?? (item.qualifiedOnly ? null : item.target);
    const column = parts.at(-1) ?? '';
    const masked = compiled === null ? undefined : compiledColumn(compiled, column);
    if (masked?.lookup !== true) continue;
    const given = comparison[side === 'lexpr' ? 'rexpr' : 'lexpr'];
    const values = lookedUpValues(given, kind ?? '', masked.column, context);
    // What could raise, would on rows that are not to be seen.
    if (values === null || !(values.isTotal || isTotal(term, scope, context))) continue;
    if (meaning.column.family !== 'float' && holdsFloat(given, context)) continue;
    const { baseTypname, collation } = masked.column;
    const equates = baseTypname === citext ? 'by case' : collation === null ? 'bytes' : 'by collation';
    return { item, column, comparison, side, values, equates };
  }
  return null;
}

/** Next to a number of floating point a long whole number is rounded, and a thousand of them are equal to one. */
function holdsFloat(node: unknown, context: RewriteContext): boolean {
  const values = as(node, 'List')?.items ?? as(node, 'A_ArrayExpr')?.elements;
  return (values === undefined ? [node] : listOf(values)).some((one) => familyOfConstant(one, context) === 'float');
}
