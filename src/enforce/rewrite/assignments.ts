import { mapInSteps, type Steps } from '../../base/index.js';
import { as, descendantsOf, listOf, type Struct, type TreeNode, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import {
  type CompiledColumn,
  type CompiledRelation,
  compiledColumn,
  isWritable,
} from '../relation/compiled-relation.js';
import { assertMayChangeKeys } from './cascades.js';
import type { Place, RewriteContext } from './context.js';
import { valueColumns } from './deciding-columns.js';
import { rewriteExpression } from './expression.js';
import { assertMayFlow, assertReadsNothingProtected } from './flow.js';
import { keepsPlaces } from './kept-places.js';
import { unlessMask } from './mask-written-back.js';
import { nameOf } from './relation-name.js';
import { type ColumnOf, hasDeclaredMembers, isAsProtected } from './same-protection.js';
import { assertWritable, type Target } from './target.js';

/** SET: what is written must be writable, and what it is made of must be free to go there. */
export function* rewriteAssignments(statement: Struct, target: Target, place: Place): Steps<void> {
  const { compiled } = target;
  if (compiled !== null) assertWritable(statement.targetList, compiled);
  const names = listOf(statement.targetList).map((node) => textOf(as(node, 'ResTarget')?.name) ?? '');
  if (!target.isTemporary) assertMayChangeKeys(target.view?.whole.relation ?? target.relation, names, place.context);
  statement.targetList = yield* mapInSteps(listOf(statement.targetList), function* (node) {
    const assignment = as(node, 'ResTarget');
    if (assignment === undefined) throw refused('an assignment is written in a way that the guard does not handle');
    const before = place.context.guards.length;
    place.context.readTargetColumns.clear();
    const original = assignment.val;
    // What says which part of a column is written shows in it, too.
    const values = [original, assignment.indirection];
    if (!target.isTemporary) assertMayFlow(values, target.relation, place);
    const name = textOf(assignment.name) ?? '';
    const isKept = assignment.indirection === undefined && keepsPlaces(original, name);
    const rewritten = yield* rewriteExpression(node, place);
    if (!target.isTemporary)
      assertReadsNothingProtected(original, target.relation, before, place.scope.ctes, place.context);
    if (compiled === null) return rewritten;
    assertSameCategory(compiled, name, place.context.readTargetColumns, valueColumns(values));
    assertKeepsMembers(isKept, { relation: compiled, name }, place.context.readTargetColumns);
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

/**
 * A column may be made of itself, and of columns of its own category: else it would be seen under another's rule. Any that is
 * seen as it is may decide what is written.
 */
function assertSameCategory(
  compiled: CompiledRelation,
  written: string,
  read: ReadonlySet<string>,
  values: ReadonlySet<string>,
): void {
  const into = { relation: compiled, name: written };
  for (const name of read) {
    const column = compiledColumn(compiled, name);
    const isFree = name === written || !values.has(name) || isAsProtected({ relation: compiled, name }, into);
    if (column?.shown === 'pass' && isFree) continue;
    throw refused(
      `\`${name}\` may not be copied into \`${written}\``,
      'a column can be made of itself and of columns of its own category, where they are seen unmasked',
    );
  }
}

/** What stands in a document is seen under the rule of its place. */
function assertKeepsMembers(isKept: boolean, column: ColumnOf, read: ReadonlySet<string>): void {
  if (isKept || !read.has(column.name) || !hasDeclaredMembers(column)) return;
  throw refused(
    `\`${column.name}\` has members with categories of their own, and what is made of it could have them in other places`,
    'change it with `jsonb_set` and values, or read the data and write it with values',
  );
}

/**
 * A row goes with all that is in it: who may not write each of its columns may not delete it. Without ONLY, so do rows of the parts
 * of the relation, with columns of their own.
 */
export function assertDeletable(compiled: CompiledRelation, { inh }: Struct, { view }: RewriteContext): void {
  assertWhollyWritable(compiled);
  if (inh !== true) return;
  for (const part of descendantsOf(view.catalog, compiled.relation.oid)) {
    const ofPart = view.compiled(part);
    if (ofPart !== null) assertWhollyWritable(ofPart);
  }
}

function assertWhollyWritable(compiled: CompiledRelation): void {
  const kept = compiled.columns.find(({ column }) => !column.generated && !isWritable(compiled, column.name));
  if (kept === undefined) return;
  throw refused(
    `rows of \`${nameOf(compiled.relation)}\` may not be deleted for this purpose: \`${kept.column.name}\` may not be written`,
    'a rule can permit it with `write`, for each column',
  );
}
