import { inOneGo, mapInSteps, type Steps } from '../../base/index.js';
import { as, isStruct, listOf, nameParts, type Struct, type TreeNode, tagOf, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import { countColumns } from './bounds.js';
import { collectConjuncts } from './conjuncts.js';
import { becomeOneType } from './constant-family.js';
import type { Place, QueryPlace, RewriteContext } from './context.js';
import { admitCount } from './counts.js';
import { givesDerived } from './derived-values.js';
import { expandStars } from './expand-star.js';
import { rewriteExpression, rewriteField, rewriteList } from './expression.js';
import { literalFamily, mergedFamily, unknownFamily } from './family.js';
import { noteHazard } from './findings.js';
import { rewriteFromItem } from './from-item.js';
import { extendGroupBy } from './group-by-key.js';
import { takeLookups } from './lookup.js';
import { mayGroup } from './may-group.js';
import { nameLocked } from './namesakes.js';
import { givesOneRow } from './one-row.js';
import { noteOutputReferences } from './output-references.js';
import { outputColumns } from './query-columns.js';
import { type CteScope, innerScope, renamed, type Scope, type ScopeColumn, unknownColumns } from './scope.js';
import { rewriteTargets } from './select-list.js';
import { sortByPosition } from './sort-by-position.js';
import { comparesRows } from './sorted-rows.js';
import { sortedTargets } from './sorted-targets.js';
import { familyOf } from './totality.js';

/** Where a statement's own query stands. */
export const topLevel: QueryPlace = { outer: null, ctes: null, exposed: false };

/**
 * Rewrites a SELECT, VALUES, TABLE or set operation in place (a bare SelectStmt).
 *
 * @returns the columns that it gives, or null when they are not known.
 * @throws GatewayError `refused`.
 */
export function* rewriteQuery(
  select: Struct,
  place: QueryPlace,
  context: RewriteContext,
): Steps<readonly ScopeColumn[] | null> {
  const columns = yield* rewriteSelect(select, place, context);
  context.outputs.set(select, columns);
  return columns;
}

function* rewriteSelect(
  select: Struct,
  place: QueryPlace,
  context: RewriteContext,
): Steps<readonly ScopeColumn[] | null> {
  if (select.intoClause !== undefined) throw refused('SELECT INTO is not handled by the guard');
  const ctes = yield* rewriteWith(select, place.outer, place.ctes, context);
  const inner: QueryPlace = { ...place, ctes };
  if (select.larg !== undefined) return yield* rewriteSetOperation(select, inner, context);
  const scope: Scope = { ...innerScope(place.outer, ctes), onDemand: place.onDemand === true };
  const limits: Place = { scope, exposed: false, context };
  if (place.exposed && givesDerived(select, context)) context.findings.derives = true;
  if (select.valuesLists !== undefined) {
    // Several rows are scanned by themselves; of one, each value is taken for the expression that it is.
    const given: Place = { scope, exposed: place.exposed, above: listOf(select.valuesLists).length > 1, context };
    const columns = valuesColumns(select, given);
    if (place.exposed && !valuesMatch(select, scope, context)) noteHazard(context.findings, given.above === true);
    yield* rewriteList(select, 'valuesLists', given);
    noteOutputReferences(select, columns, context);
    sortByPosition(select, columns, scope);
    yield* rewriteTail(select, limits);
    return columns;
  }
  yield* rewriteFrom(select, 'fromClause', scope, context);
  nameLocked(select.lockingClause, scope);
  context.scopes.set(select, scope);
  if (place.outer !== null && givesOneRow(select, scope, context)) context.single.add(select);
  expandStars(select, scope);
  extendGroupBy(select, scope, context);
  // Conditions run before, or as, the guards' own: what stands in them must not raise because of a row.
  const condition: Place = { scope, exposed: true, context };
  const output: Place = { scope, exposed: place.exposed, above: !place.exposed, context };
  // What is looked up compares no mask: it is no conjunct.
  yield* takeLookups(select, condition);
  collectConjuncts(select.whereClause, condition);
  yield* rewriteField(select, 'whereClause', condition);
  scope.isGrouped = mayGroup(select, scope, context);
  yield* rewriteField(select, 'havingClause', condition);
  const columns = outputColumns(select, scope, context);
  noteOutputReferences(select, columns, context);
  sortByPosition(select, columns, scope);
  // What is sorted or grouped by may be worked out below the joins of a guard's filter, to sort early (parallel plans do).
  const sorted = sortedTargets(select);
  if (scope.onDemand && !context.findings.hazard && comparesRows(select, columns, sorted, { scope, context }))
    context.findings.hazard = true;
  // Where a query around it could ask for what comes of that, it would be asked of the scan.
  const sorting: Place = { ...condition, above: !place.exposed };
  yield* rewriteTargets(select, (index) => (sorted.has(index) ? sorting : output));
  yield* rewriteList(select, 'groupClause', sorting);
  yield* rewriteList(select, 'windowClause', sorting);
  yield* rewriteList(select, 'distinctClause', sorting);
  yield* rewriteTail(select, sorting);
  return columns;
}

/** Asked before the rows are rewritten. Those of an INSERT's own VALUES nobody names. Strings alone are a text. */
function valuesColumns(select: Struct, { scope, exposed, context }: Place): readonly ScopeColumn[] {
  const rows = listOf(select.valuesLists).map((row) => listOf(as(row, 'List')?.items));
  const names = (rows[0] ?? []).map((_, index) => `column${index + 1}`);
  if (!exposed) return unknownColumns(names);
  return names.map((name, index) => {
    const family = mergedFamily(rows.map((row) => familyOf(row[index], scope, context))) ?? unknownFamily;
    return { name, family: family === literalFamily ? 'text' : family };
  });
}

/** Making the values of a column one type could raise, where it is done. */
function valuesMatch(select: Struct, scope: Scope, context: RewriteContext): boolean {
  const [first, ...rows] = listOf(select.valuesLists).map((row) => listOf(as(row, 'List')?.items));
  return (first ?? []).every((value, index) =>
    becomeOneType([value, ...rows.map((row) => row[index])], (one) => familyOf(one, scope, context)),
  );
}

/** ORDER BY, LIMIT, OFFSET. */
function* rewriteTail(select: Struct, place: Place): Steps<void> {
  const { scope, context } = place;
  const waits = listOf(select.lockingClause).map((node) => textOf(as(node, 'LockingClause')?.waitPolicy));
  if (waits.some((policy) => policy !== 'LockWaitBlock')) context.findings.mindsLocks = true;
  if (scope.onDemand) {
    if (waits.length > 0) context.findings.lockers.push(scope);
    for (const field of ['limitOffset', 'limitCount'] as const) admitCount(select[field], field, context);
  }
  yield* rewriteList(select, 'sortClause', place);
  // They name no column of their own query, but may name those of one around it: then they run on its rows.
  const limits: Place = { ...place, exposed: place.scope.outer !== null };
  yield* rewriteField(select, 'limitOffset', limits);
  yield* rewriteField(select, 'limitCount', limits);
}

function* rewriteSetOperation(
  select: Struct,
  place: QueryPlace,
  context: RewriteContext,
): Steps<readonly ScopeColumn[] | null> {
  // But for UNION ALL, the rows of each side are sorted or hashed whole.
  const exposed = place.exposed || select.op !== 'SETOP_UNION' || select.all !== true;
  const left = yield* rewriteQuery(select.larg as Struct, { ...place, exposed }, context);
  const right = yield* rewriteQuery(select.rarg as Struct, { ...place, exposed }, context);
  noteOutputReferences(select, left, context);
  const scope: Scope = { ...innerScope(place.outer, place.ctes), onDemand: place.onDemand === true };
  sortByPosition(select, left, scope);
  yield* rewriteTail(select, { scope, exposed, context });
  if (left === null || right === null) {
    if (exposed) context.findings.hazard = true;
    return left;
  }
  countColumns(left.length, context);
  return left.map((column, index) => {
    const family = mergedFamily([column.family, right[index]?.family ?? unknownFamily]);
    // Making both sides one type could raise.
    if (family === null && exposed) context.findings.hazard = context.findings.derives = true;
    return { name: column.name, family: family ?? unknownFamily };
  });
}

/** FROM, USING: each item in its order, so that LATERAL sees those before it. */
export function* rewriteFrom(struct: Struct, field: string, scope: Scope, context: RewriteContext): Steps<void> {
  const items = struct[field];
  if (!Array.isArray(items)) return;
  if (items.length + scope.items.length > 1 || as(items[0], 'JoinExpr') !== undefined) scope.joins = true;
  struct[field] = yield* mapInSteps(items, (item) => rewriteFromItem(item as TreeNode, scope, context));
}

/** WITH: each query is rewritten, and can then be named by what follows (from the start when RECURSIVE). */
export function* rewriteWith(
  statement: Struct,
  outer: Scope | null,
  around: CteScope | null,
  context: RewriteContext,
): Steps<CteScope | null> {
  const clause = statement.withClause;
  if (!isStruct(clause)) return around;
  const ctes: CteScope = { outer: around, columns: new Map() };
  const queries = listOf(clause.ctes).map((node) => as(node, 'CommonTableExpr') as Struct);
  if (clause.recursive === true) {
    for (const query of queries) ctes.columns.set(textOf(query.ctename) ?? '', declaredColumns(query));
  }
  for (const query of queries) {
    const columns = yield* noticing(context, clause.recursive === true, rewriteCte(query, outer, ctes, context));
    const names = nameParts(query.aliascolnames) ?? [];
    ctes.columns.set(textOf(query.ctename) ?? '', withExtraColumns(query, renamed(columns, names)));
  }
  return ctes;
}

/** Notices whether what is rewritten may raise above its scans. RECURSIVE lets queries that stand before it name it. */
function* noticing<T>({ findings }: RewriteContext, isRecursive: boolean, rewriting: Steps<T>): Steps<T> {
  const before = findings.hazardAbove;
  findings.hazardAbove = false;
  const result = yield* rewriting;
  if (findings.hazardAbove) findings.raisesInWith = true;
  if (findings.hazardAbove && isRecursive) findings.hazard = true;
  findings.hazardAbove ||= before;
  return result;
}

function declaredColumns(query: Struct): readonly ScopeColumn[] | null {
  const names = nameParts(query.aliascolnames) ?? [];
  return names.length === 0 ? null : withExtraColumns(query, unknownColumns(names));
}

/** SEARCH and CYCLE add columns: PostgreSQL docs, 7.8.2. */
function withExtraColumns(query: Struct, columns: readonly ScopeColumn[] | null): readonly ScopeColumn[] | null {
  if (columns === null) return null;
  const search = query.search_clause;
  const cycle = query.cycle_clause;
  const extra = [
    isStruct(search) ? textOf(search.search_seq_column) : undefined,
    isStruct(cycle) ? textOf(cycle.cycle_mark_column) : undefined,
    isStruct(cycle) ? textOf(cycle.cycle_path_column) : undefined,
  ].filter((name) => name !== undefined);
  return [...columns, ...unknownColumns(extra).map((column) => ({ ...column, isAdded: true }))];
}

function* rewriteCte(
  query: Struct,
  outer: Scope | null,
  ctes: CteScope,
  context: RewriteContext,
): Steps<readonly ScopeColumn[] | null> {
  const node = query.ctequery as TreeNode;
  const cycle = query.cycle_clause;
  if (isStruct(cycle)) {
    const place: Place = { scope: innerScope(null, ctes), exposed: false, context };
    yield* rewriteField(cycle, 'cycle_mark_value', place);
    yield* rewriteField(cycle, 'cycle_mark_default', place);
  }
  const select = as(node, 'SelectStmt');
  if (select !== undefined) return yield* rewriteQuery(select, { outer, ctes, exposed: true, onDemand: true }, context);
  const tag = tagOf(node) ?? '';
  return yield* context.rewrite.writing(tag, as(node, tag) as Struct, { outer, ctes, exposed: true }, context);
}

/** An expression that stands alone: a parameter of EXECUTE, a default. */
export function rewriteStandalone(node: TreeNode, context: RewriteContext): TreeNode {
  return inOneGo(rewriteExpression(node, { scope: innerScope(null, null), exposed: false, context }));
}
