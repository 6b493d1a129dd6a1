import { as, isStruct, listOf, type Relation, type Struct, type TreeNode, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import {
  type CompiledColumn,
  type CompiledRelation,
  compiledColumn,
  isWritable,
} from '../relation/compiled-relation.js';
import type { Place, QueryPlace, RewriteContext } from './context.js';
import { rewriteExpression, rewriteField, rewriteFields } from './expression.js';
import { assertMayFlow, assertReadsNothingProtected } from './flow.js';
import { unlessMask } from './mask-written-back.js';
import { rewriteFrom, rewriteQuery, rewriteWith } from './query.js';
import { nameOf } from './relation-name.js';
import { rewriteReturning } from './returning.js';
import { innerScope, type Scope, type ScopeColumn } from './scope.js';
import { assertWritable, openTarget, type Target, targetItem } from './target.js';
import { rewriteTargetWhere } from './target-where.js';

/**
 * Rewrites an INSERT, UPDATE, DELETE or MERGE in place (a bare statement struct). The target's expressions see the
 * permitted view: its row filter joins the WHERE, and its protected columns become their masks.
 *
 * @returns what RETURNING gives, or null when that is not known.
 * @throws GatewayError `refused`.
 */
export function rewriteWritingQuery(
  tag: string,
  statement: Struct,
  place: QueryPlace,
  context: RewriteContext,
): readonly ScopeColumn[] | null {
  const ctes = rewriteWith(statement, place.outer, place.ctes, context);
  const scope = innerScope(null, ctes);
  const target = openTarget(statement.relation as Struct, context);
  context.findings.writes += 1;
  // Only what stands in WITH can be read by what stands beside it.
  if (place.exposed && target.compiled !== null && statement.returningClause !== undefined) {
    context.findings.returnsProtected = true;
  }
  switch (tag) {
    case 'InsertStmt':
      return rewriteInsert(statement, target, scope, context);
    case 'UpdateStmt':
      return rewriteUpdate(statement, target, scope, context);
    case 'DeleteStmt':
      return rewriteDelete(statement, target, scope, context);
    case 'MergeStmt':
      return rewriteMerge(statement, target, scope, context);
    default:
      throw refused(`\`${tag}\` is not handled by the guard in WITH`);
  }
}

function rewriteInsert(statement: Struct, target: Target, scope: Scope, context: RewriteContext) {
  const source = as(statement.selectStmt, 'SelectStmt');
  const before = context.guards.length;
  const given =
    source === undefined ? [] : rewriteQuery(source, { outer: null, ctes: scope.ctes, exposed: false }, context);
  assertReadsNothingProtected(statement.selectStmt, target.relation, before, scope.ctes, context);
  if (target.compiled !== null) {
    nameColumns(statement, target.relation, source, given);
    assertWritable(statement.cols, target.compiled);
  }
  rewriteConflict(statement, target, scope, context);
  return rewriteReturning(statement, target, scope, context);
}

/** An INSERT without a column list fills the first columns of the table: PostgreSQL docs, INSERT. */
function nameColumns(
  statement: Struct,
  relation: Relation,
  source: Struct | undefined,
  given: readonly ScopeColumn[] | null,
): void {
  if (statement.cols !== undefined || source === undefined) return;
  if (given === null) throw refused('the columns that are inserted are not known', 'name them: INSERT INTO t (a, b) …');
  const names = relation.columns.slice(0, given.length).map((column) => column.name);
  statement.cols = names.map((name) => ({ ResTarget: { name } }));
}

function rewriteConflict(statement: Struct, target: Target, scope: Scope, context: RewriteContext): void {
  const clause = statement.onConflictClause;
  if (!isStruct(clause)) return;
  const inner = innerScope(null, scope.ctes);
  inner.items.push(targetItem(target, context));
  // `excluded` holds what the client itself gave.
  inner.items.push(targetItem(target, context, 'excluded', { target: null, qualifiedOnly: true, qualified: null }));
  const place: Place = { scope: inner, exposed: false, context };
  if (isStruct(clause.infer)) {
    if (target.compiled === null) rewriteFields(clause.infer, place);
    else assertPlainInference(clause.infer);
  }
  if (clause.targetList === undefined) return;
  rewriteAssignments(clause, target, place);
  rewriteTargetWhere(clause, target, place);
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

function rewriteUpdate(statement: Struct, target: Target, scope: Scope, context: RewriteContext) {
  scope.items.push(targetItem(target, context));
  rewriteFrom(statement, 'fromClause', scope, context);
  const place: Place = { scope, exposed: false, context };
  rewriteAssignments(statement, target, place);
  rewriteTargetWhere(statement, target, place, 'lookups');
  return rewriteReturning(statement, target, scope, context);
}

function rewriteDelete(statement: Struct, target: Target, scope: Scope, context: RewriteContext) {
  if (target.compiled !== null) assertDeletable(target.compiled);
  scope.items.push(targetItem(target, context));
  rewriteFrom(statement, 'usingClause', scope, context);
  rewriteTargetWhere(statement, target, { scope, exposed: false, context }, 'lookups');
  return rewriteReturning(statement, target, scope, context);
}

/** A row goes with all that is in it: who may not write each of its columns may not delete it. */
function assertDeletable(compiled: CompiledRelation): void {
  const kept = compiled.columns.find(({ column }) => !column.generated && !isWritable(compiled, column.name));
  if (kept === undefined) return;
  throw refused(
    `rows of \`${nameOf(compiled.relation)}\` may not be deleted for this purpose: \`${kept.column.name}\` may not be written`,
    'a rule can permit it with `write`, for each column',
  );
}

function rewriteMerge(statement: Struct, target: Target, scope: Scope, context: RewriteContext) {
  if (target.compiled !== null) throw refused('MERGE into a protected relation is not handled by the guard');
  const before = context.guards.length;
  scope.items.push(targetItem(target, context));
  const from: Struct = { items: [statement.sourceRelation] };
  rewriteFrom(from, 'items', scope, context);
  statement.sourceRelation = (from.items as TreeNode[])[0];
  const place: Place = { scope, exposed: true, context };
  rewriteField(statement, 'joinCondition', place);
  for (const node of listOf(statement.mergeWhenClauses)) {
    const clause = as(node, 'MergeWhenClause');
    if (clause !== undefined) rewriteFields(clause, place);
  }
  const read = [statement.sourceRelation, statement.joinCondition, statement.mergeWhenClauses];
  assertReadsNothingProtected(read, target.relation, before, scope.ctes, context);
  return rewriteReturning(statement, target, scope, context);
}

/** SET: what is written must be writable, and what it is made of must be free to go there. */
function rewriteAssignments(statement: Struct, target: Target, place: Place): void {
  const { compiled } = target;
  if (compiled !== null) assertWritable(statement.targetList, compiled);
  statement.targetList = listOf(statement.targetList).map((node) => {
    const assignment = as(node, 'ResTarget');
    if (assignment === undefined) throw refused('an assignment is written in a way that the guard does not handle');
    const before = place.context.guards.length;
    place.context.readTargetColumns.clear();
    const original = assignment.val;
    assertMayFlow(original, target.relation, place);
    const rewritten = rewriteExpression(node, place);
    assertReadsNothingProtected(original, target.relation, before, place.scope.ctes, place.context);
    if (compiled === null) return rewritten;
    const name = textOf(assignment.name) ?? '';
    assertSameCategory(compiled, name, place.context.readTargetColumns);
    return guardAssignment(rewritten, compiledColumn(compiled, name), target.alias, place.context);
  });
}

/** A column that is not seen as it is takes no value that is what is seen of it. */
function guardAssignment(
  node: TreeNode,
  column: CompiledColumn | undefined,
  alias: string,
  context: RewriteContext,
): TreeNode {
  const assignment = as(node, 'ResTarget');
  if (assignment === undefined || column === undefined || column.shown === 'pass') return node;
  const value = assignment.val as TreeNode;
  if (as(value, 'SetToDefault') !== undefined) return node;
  if (assignment.indirection !== undefined || as(value, 'MultiAssignRef') !== undefined) {
    throw refused(
      `\`${column.column.name}\`, which is not seen as it is, can be written as a whole and by itself only`,
    );
  }
  return { ResTarget: { ...assignment, val: unlessMask(value, column, alias, context) } };
}

/** A column may be made of itself, and of columns of its own category: else it would be seen under another's rule. */
function assertSameCategory(compiled: CompiledRelation, written: string, read: ReadonlySet<string>): void {
  const category = compiled.decision.fields.get(written)?.reason.category ?? null;
  for (const name of read) {
    const column = compiledColumn(compiled, name);
    if (column?.shown === 'pass' && (name === written || column.decision.reason.category === category)) continue;
    throw refused(
      `\`${name}\` may not be copied into \`${written}\``,
      'a column can be made of itself and of columns of its own category, where they are seen unmasked',
    );
  }
}
