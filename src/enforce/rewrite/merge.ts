import { mapInSteps, type Steps } from '../../base/index.js';
import { as, listOf, type Struct, type TreeNode, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import { assertDeletable, rewriteAssignments } from './assignments.js';
import { assertMayTakeAlong } from './cascades.js';
import { conjunction, conjunctsOf } from './conjunction.js';
import type { Place, RewriteContext } from './context.js';
import { rewriteExpression, rewriteField } from './expression.js';
import { assertMayFlow, assertReadsNothingProtected } from './flow.js';
import { leftToDefault } from './left-to-default.js';
import { rewriteFrom } from './query.js';
import { rewriteReturning } from './returning.js';
import type { Scope, ScopeColumn } from './scope.js';
import { assertWritable, type Target, targetItem } from './target.js';
import { filteredConditions } from './target-where.js';

/**
 * MERGE. Rows of the target that may not be seen match nothing, and are not `NOT MATCHED BY SOURCE` either. What is protected
 * may decide which rows match, as in the FROM of an UPDATE, and is not copied.
 *
 * @throws GatewayError `refused`.
 */
export function* rewriteMerge(
  statement: Struct,
  target: Target,
  scope: Scope,
  context: RewriteContext,
): Steps<readonly ScopeColumn[] | null> {
  scope.items.push(targetItem(target, context));
  const from: Struct = { items: [statement.sourceRelation] };
  yield* rewriteFrom(from, 'items', scope, context);
  statement.sourceRelation = (from.items as TreeNode[])[0];
  const place: Place = { scope, exposed: true, context };
  const condition = statement.joinCondition as TreeNode;
  // Where rows of the target may be left over, the join is asked of each of them.
  const perRow = listOf(statement.mergeWhenClauses).some((node) => isBySource(as(node, 'MergeWhenClause')));
  statement.joinCondition = conjunction(yield* filteredConditions(conjunctsOf(condition), target, place, { perRow }));
  for (const node of listOf(statement.mergeWhenClauses)) {
    const clause = as(node, 'MergeWhenClause');
    if (clause === undefined) continue;
    if (clause.commandType === 'CMD_DELETE' && target.compiled !== null)
      assertDeletable(target.compiled, statement.relation as Struct, context);
    if (clause.commandType === 'CMD_DELETE' && !target.isTemporary)
      assertMayTakeAlong(target.relation, (statement.relation as Struct).inh === true, context);
    yield* rewriteClause(clause, target, place);
  }
  // RETURNING * gives the source's columns first (PostgreSQL docs, MERGE).
  const [own, ...others] = scope.items;
  const returned: Scope = { ...scope, items: [...others, ...(own === undefined ? [] : [own])] };
  return yield* rewriteReturning(statement, target, returned, context);
}

function* rewriteClause(clause: Struct, target: Target, place: Place): Steps<void> {
  const scope = scopeOf(clause, place.scope);
  const late: Place = { ...place, scope, exposed: clause.matchKind !== 'MERGE_WHEN_MATCHED' };
  if (isBySource(clause)) {
    const terms = clause.condition === undefined ? [] : conjunctsOf(clause.condition as TreeNode);
    const conditions = yield* filteredConditions(terms, target, late, { perRow: true });
    if (conditions.length > 0) clause.condition = conjunction(conditions);
  } else yield* rewriteField(clause, 'condition', late);
  switch (textOf(clause.commandType)) {
    case 'CMD_UPDATE':
      return yield* rewriteAssignments(clause, target, { ...late, exposed: false });
    case 'CMD_INSERT':
      return yield* rewriteInserted(clause, target, late);
    case 'CMD_DELETE':
    case 'CMD_NOTHING':
      return;
    default:
      throw refused('an action of MERGE is not handled by the guard');
  }
}

const isBySource = (clause: Struct | undefined): boolean => clause?.matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_SOURCE';

/**
 * Where nothing of the target matched, a bare name is one of the source; where nothing of the source did, no name is (PostgreSQL
 * docs, MERGE).
 */
function scopeOf(clause: Struct, scope: Scope): Scope {
  const { matchKind } = clause;
  if (isBySource(clause)) return { ...scope, items: scope.items.slice(0, 1), merges: [] };
  if (matchKind !== 'MERGE_WHEN_NOT_MATCHED_BY_TARGET') return scope;
  const [own, ...others] = scope.items;
  return { ...scope, items: [...others, ...(own === undefined ? [] : [{ ...own, qualifiedOnly: true }])] };
}

function* rewriteInserted(clause: Struct, target: Target, place: Place): Steps<void> {
  const { relation, compiled } = target;
  if (compiled !== null) {
    if (clause.targetList === undefined) {
      const given = listOf(clause.values).length;
      clause.targetList = relation.columns.slice(0, given).map(({ name }) => ({ ResTarget: { name } }));
      if (given === 0) delete clause.targetList;
    }
    assertWritable(clause.targetList, compiled, leftToDefault(clause.targetList, [listOf(clause.values)]));
  }
  clause.targetList = yield* mapInSteps(listOf(clause.targetList), (node) => rewriteFlowing(node, target, place));
  if ((clause.targetList as TreeNode[]).length === 0) delete clause.targetList;
  if (clause.values !== undefined)
    clause.values = yield* mapInSteps(listOf(clause.values), (value) => rewriteFlowing(value, target, place));
}

/** Rewrites what goes into the target, or says where: nothing protected may go along. */
function* rewriteFlowing(node: TreeNode, { relation, isTemporary }: Target, place: Place): Steps<TreeNode> {
  if (isTemporary) return yield* rewriteExpression(node, place);
  const { context, scope } = place;
  const before = context.guards.length;
  assertMayFlow(node, relation, place);
  const rewritten = yield* rewriteExpression(node, place);
  assertReadsNothingProtected(node, relation, before, scope.ctes, context);
  return rewritten;
}
