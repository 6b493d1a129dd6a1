import {
  as,
  listOf,
  nameParts,
  quoteIdentifier,
  type Struct,
  stringNode,
  stringOf,
  type TreeNode,
  textOf,
} from '../../sql/index.js';
import { compiledColumn } from '../relation/compiled-relation.js';
import type { StoredComparison } from '../relation/stored-comparison.js';
import { storedName } from './column-names.js';
import type { Place, RewriteContext } from './context.js';
import { assertReached } from './namesakes.js';
import { itemsMeant, type Meaning, resolve, type ScopeItem } from './scope.js';
import { placeConstants, storedArray, storedConstants } from './stored-constant.js';

/**
 * Equality of masks, told by what is stored. Where each value has a mask of its own, `a.email = b.email` over masks is true,
 * false or NULL exactly when it is over what is stored: so the comparison reads that, and the planner finds the store's
 * indexes, and sorts and hashes what it can. Guards give what is stored under names that no client knows, beside the masks,
 * and nothing but such a comparison reads it. See docs/decisions/0021-equal-masks-by-what-is-stored.md.
 *
 * @returns null where a comparison stays as it is. Asked before it is rewritten.
 */
export function compareStored(struct: Struct, place: Place): TreeNode | null {
  const kind = textOf(struct.kind) ?? '';
  if (!isEquality(struct.name) || !comparing.has(kind)) return null;
  const left = storedColumn(struct.lexpr, place);
  const isList = kind === 'AEXPR_IN' || kind === 'AEXPR_OP_ANY' || kind === 'AEXPR_OP_ALL';
  const right = isList ? null : storedColumn(struct.rexpr, place);
  if (left !== null && right !== null) {
    if (left.comparison.class !== right.comparison.class) return null;
    return { A_Expr: { ...struct, lexpr: left.take(), rexpr: right.take() } };
  }
  const column = left ?? right;
  const original = column?.comparison.original;
  if (column === null || !original) return null;
  if (isList) {
    const array = compareArray(struct, kind, column, place.context);
    if (array !== null || kind !== 'AEXPR_IN') return array;
  }
  const [side, other] = left === null ? (['rexpr', 'lexpr'] as const) : (['lexpr', 'rexpr'] as const);
  const values = storedConstants(struct[other], original, place.context);
  if (values === null) return null;
  return {
    A_Expr: { ...struct, [side]: column.take(), [other]: placeConstants(struct[other], values, place.context) },
  };
}

/** The same for `column IN (SELECT column …)` and its kin: null where it stays as it is. Its query is rewritten, `test` is not. */
export function matchStored(subLink: Struct, place: Place): TreeNode | null {
  const compares = subLink.subLinkType === 'ANY_SUBLINK' || subLink.subLinkType === 'ALL_SUBLINK';
  if (!compares || (subLink.operName !== undefined && !isEquality(subLink.operName))) return null;
  const select = as(subLink.subselect, 'SelectStmt');
  const scope = select === undefined ? undefined : place.context.scopes.get(select);
  const [output, ...others] = listOf(select?.targetList);
  const target = as(output, 'ResTarget');
  if (select === undefined || scope === undefined || target === undefined || others.length > 0) return null;
  // What these say of a column they say of its mask.
  if (['groupClause', 'havingClause', 'distinctClause', 'sortClause'].some((clause) => select[clause] !== undefined))
    return null;
  const test = storedColumn(subLink.testexpr, place);
  const found = storedColumn(target.val, { ...place, scope });
  if (test === null || found === null || test.comparison.class !== found.comparison.class) return null;
  target.val = found.take();
  return test.take();
}

const comparing = new Set([
  'AEXPR_OP',
  'AEXPR_DISTINCT',
  'AEXPR_NOT_DISTINCT',
  'AEXPR_IN',
  'AEXPR_OP_ANY',
  'AEXPR_OP_ALL',
]);

/** `column IN ($1, …)`, `column = ANY ($1)` and their contraries. */
function compareArray(struct: Struct, kind: string, column: StoredColumn, context: RewriteContext): TreeNode | null {
  const { original } = column.comparison;
  const array = original === null ? null : storedArray(struct.rexpr, original, context);
  if (array === null) return null;
  const rexpr = context.splices.expression(array);
  const isAny = stringOf(listOf(struct.name)[0]) === '=';
  return {
    A_Expr: {
      ...struct,
      kind: kind === 'AEXPR_IN' ? (isAny ? 'AEXPR_OP_ANY' : 'AEXPR_OP_ALL') : kind,
      lexpr: column.take(),
      rexpr,
    },
  };
}

/** One of any schema's is another's to judge. */
function isEquality(operator: unknown): boolean {
  const names = listOf(operator);
  const name = stringOf(names[0]);
  return names.length === 1 && (name === '=' || name === '<>');
}

interface StoredColumn {
  readonly comparison: StoredComparison;
  /** What stands for the column as it is stored. */
  take(): TreeNode;
}

function storedColumn(node: unknown, { scope, context }: Place): StoredColumn | null {
  const reference = as(node, 'ColumnRef');
  const parts = nameParts(reference?.fields);
  if (reference === undefined || parts === null || parts.length === 0) return null;
  const meaning = resolve(scope, parts);
  if (meaning.kind !== 'column' || meaning.item.alias === null) return null;
  const { item } = meaning;
  const name = parts.at(-1) ?? '';
  if (item.renamed || item.qualifiedOnly || !namesRows(meaning, parts)) return null;
  const compiled = item.guard?.compiled ?? item.target;
  const comparison = compiled === null ? null : (compiledColumn(compiled, name)?.stored ?? null);
  if (comparison === null) return null;
  assertReached(item, scope);
  if (item.guard === null) return { comparison, take: () => ofTarget(reference, item, name, context) };
  if (!context.mayHide()) return null;
  return { comparison, take: () => ofGuard(reference, item, name, context) };
}

/** The name stands for a column of each row, whatever way PostgreSQL may take to find it. */
function namesRows(meaning: Extract<Meaning, { kind: 'column' }>, parts: readonly string[]): boolean {
  if (meaning.level.isGrouped) return false;
  // In both sides of a join by USING, it is what the two come to.
  return itemsMeant(meaning, parts).every((one) => one === meaning.item);
}

/** The relation that is written stands as it is. */
function ofTarget(reference: Struct, { alias }: ScopeItem, name: string, context: RewriteContext): TreeNode {
  context.readTargetColumns.add(name);
  if (listOf(reference.fields).length < 3) return { ColumnRef: reference };
  return { ColumnRef: { ...reference, fields: [stringNode(alias ?? ''), stringNode(name)] } };
}

function ofGuard(reference: Struct, item: ScopeItem, name: string, context: RewriteContext): TreeNode {
  const attnum = item.guard?.compiled.relation.columns.find((column) => column.name === name)?.attnum ?? 0;
  const as = storedName(attnum);
  context.guards.find(({ guard }) => guard === item.guard)?.stored.set(name, as);
  const alias = item.alias ?? '';
  context.edits.relation(reference.location, listOf(reference.fields).length, `${quoteIdentifier(alias)}.${as}`, null);
  return { ColumnRef: { ...reference, fields: [stringNode(alias), stringNode(as)] } };
}
