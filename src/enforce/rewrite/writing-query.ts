import type { Steps } from '../../base/index.js';
import { as, isStruct, listOf, type Relation, type Struct } from '../../sql/index.js';
import { refused } from '../refused.js';
import { assertDeletable, rewriteAssignments } from './assignments.js';
import { assertMayTakeAlong } from './cascades.js';
import type { Place, QueryPlace, RewriteContext } from './context.js';
import { rewriteFields, rewriteList } from './expression.js';
import { assertReadsNothingProtected } from './flow.js';
import { assertNamesWhatIsGiven } from './given-row.js';
import { assertInsertMayFlow } from './insert-flow.js';
import { leftToDefault, rowsOf } from './left-to-default.js';
import { rewriteMerge } from './merge.js';
import { rewriteFrom, rewriteQuery, rewriteWith } from './query.js';
import { rewriteReturning } from './returning.js';
import { innerScope, type Scope, type ScopeColumn } from './scope.js';
import { assertWritable, openTarget, type Target, targetItem } from './target.js';
import { rewriteTargetWhere } from './target-where.js';
import { addViewTerms, openViewTarget } from './view-target.js';

/**
 * Rewrites an INSERT, UPDATE, DELETE or MERGE in place (a bare statement struct). The target's expressions see the
 * permitted view: its row filter joins the WHERE, and its protected columns become their masks.
 *
 * @returns what RETURNING gives, or null when that is not known.
 * @throws GatewayError `refused`.
 */
export function* rewriteWritingQuery(
  tag: string,
  statement: Struct,
  place: QueryPlace,
  context: RewriteContext,
): Steps<readonly ScopeColumn[] | null> {
  const ctes = yield* rewriteWith(statement, place.outer, place.ctes, context);
  const scope = innerScope(null, ctes);
  const range = statement.relation as Struct;
  const target = (tag === 'MergeStmt' ? null : openViewTarget(range, context)) ?? openTarget(range, context);
  context.findings.writes += 1;
  // Only what stands in WITH can be read by what stands beside it.
  if (place.exposed && target.compiled !== null && statement.returningClause !== undefined) {
    context.findings.returnsProtected = true;
  }
  switch (tag) {
    case 'InsertStmt':
      return yield* rewriteInsert(statement, target, scope, context);
    case 'UpdateStmt':
      return yield* rewriteUpdate(statement, target, scope, context);
    case 'DeleteStmt':
      return yield* rewriteDelete(statement, target, scope, context);
    case 'MergeStmt':
      return yield* rewriteMerge(statement, target, scope, context);
    default:
      throw refused(`\`${tag}\` is not handled by the guard in WITH`);
  }
}

function* rewriteInsert(statement: Struct, target: Target, scope: Scope, context: RewriteContext) {
  const source = as(statement.selectStmt, 'SelectStmt');
  const before = context.guards.length;
  yield* rewriteColumns(statement, target, scope, context);
  const given =
    source === undefined ? [] : yield* rewriteQuery(source, { outer: null, ctes: scope.ctes, exposed: false }, context);
  if (target.compiled !== null) {
    nameColumns(statement, target.relation, source, given, context);
    assertWritable(statement.cols, target.compiled, leftToDefault(statement.cols, rowsOf(statement)));
  }
  if (target.compiled !== null && source !== undefined && context.guards.length > before) {
    assertInsertMayFlow(statement, source, target.compiled, context);
  } else if (!target.isTemporary)
    assertReadsNothingProtected(statement.selectStmt, target.relation, before, scope.ctes, context);
  yield* rewriteConflict(statement, target, scope, context);
  return yield* rewriteReturning(statement, target, scope, context);
}

/** Columns that are given may be parts of one, and what says which part is an expression: `(list[f(x)])`. */
function* rewriteColumns(statement: Struct, target: Target, scope: Scope, context: RewriteContext): Steps<void> {
  const before = context.guards.length;
  if (statement.cols === undefined) return;
  yield* rewriteList(statement, 'cols', { scope, exposed: false, context });
  assertReadsNothingProtected(statement.cols, target.relation, before, scope.ctes, context);
}

/** An INSERT without a column list fills the first columns of the table: PostgreSQL docs, INSERT. */
function nameColumns(
  statement: Struct,
  relation: Relation,
  source: Struct | undefined,
  given: readonly ScopeColumn[] | null,
  { edits }: RewriteContext,
): void {
  if (statement.cols !== undefined || source === undefined) return;
  if (given === null) throw refused('the columns that are inserted are not known', 'name them: INSERT INTO t (a, b) …');
  const names = relation.columns.slice(0, given.length).map((column) => column.name);
  statement.cols = names.map((name) => ({ ResTarget: { name } }));
  const range = statement.relation as Struct;
  // Behind another name, the tree is printed.
  if (range.alias === undefined) edits.columns(range.location, names);
}

function* rewriteConflict(statement: Struct, target: Target, scope: Scope, context: RewriteContext): Steps<void> {
  const clause = statement.onConflictClause;
  if (!isStruct(clause)) return;
  const inner = innerScope(null, scope.ctes);
  inner.items.push(targetItem(target, context));
  const given = { target: null, qualifiedOnly: true, qualified: null, isGiven: true };
  inner.items.push(targetItem(target, context, 'excluded', given));
  const place: Place = { scope: inner, exposed: false, context };
  if (isStruct(clause.infer)) {
    if (target.compiled === null) yield* rewriteFields(clause.infer, place);
    else assertPlainInference(clause.infer);
  }
  if (clause.targetList === undefined) return;
  if (target.view !== undefined)
    throw refused('ON CONFLICT DO UPDATE through a view is not handled', 'write the table');
  if (target.compiled !== null) assertNamesWhatIsGiven(statement, clause, target.compiled, inner);
  yield* rewriteAssignments(clause, target, place);
  yield* rewriteTargetWhere(clause, target, place, 'lookups');
}

/** Which unique index is meant: named columns tell nothing of a row. */
function assertPlainInference(infer: Struct): void {
  if (infer.whereClause !== undefined)
    throw refused('ON CONFLICT with a WHERE for its index is not handled by the guard');
  for (const node of listOf(infer.indexElems)) {
    if (as(node, 'IndexElem')?.expr !== undefined) {
      throw refused('ON CONFLICT on an expression is not handled by the guard');
    }
  }
}

function* rewriteUpdate(statement: Struct, target: Target, scope: Scope, context: RewriteContext) {
  scope.items.push(targetItem(target, context));
  yield* rewriteFrom(statement, 'fromClause', scope, context);
  const place: Place = { scope, exposed: false, context };
  yield* rewriteAssignments(statement, target, place);
  yield* rewriteTargetWhere(statement, target, place, 'lookups');
  yield* addViewTerms(statement, target, place);
  return yield* rewriteReturning(statement, target, scope, context);
}

/** Rows that refer to those that are deleted may go along: see cascades.ts. */
function assertTakesAlong({ relation }: Struct, target: Target, context: RewriteContext): void {
  if (target.isTemporary) return;
  const whole = target.view?.whole.relation ?? target.relation;
  assertMayTakeAlong(whole, (relation as Struct).inh === true, context);
}

function* rewriteDelete(statement: Struct, target: Target, scope: Scope, context: RewriteContext) {
  if (target.compiled !== null)
    assertDeletable(target.view?.whole ?? target.compiled, statement.relation as Struct, context);
  assertTakesAlong(statement, target, context);
  scope.items.push(targetItem(target, context));
  yield* rewriteFrom(statement, 'usingClause', scope, context);
  const place: Place = { scope, exposed: false, context };
  yield* rewriteTargetWhere(statement, target, place, 'lookups');
  yield* addViewTerms(statement, target, place);
  return yield* rewriteReturning(statement, target, scope, context);
}
