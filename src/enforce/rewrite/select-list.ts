import { mapInSteps, type Steps } from '../../base/index.js';
import { as, isStruct, listOf, type Struct, type TreeNode } from '../../sql/index.js';
import type { Place } from './context.js';
import { rewriteExpression } from './expression.js';
import { outputName } from './output-name.js';

/** Rewrites a select list. A column that had its name from an expression that was replaced keeps it. */
export function* rewriteTargets(struct: Struct, placeOf: (index: number) => Place): Steps<void> {
  // `SELECT FROM t` has no list, which is not the same tree as an empty one.
  if (struct.targetList === undefined) return;
  const targets = listOf(struct.targetList);
  const names = targets.map((node) => impliedName(node));
  const locations = targets.map((node) => as(as(node, 'ResTarget')?.val, 'ColumnRef')?.location);
  struct.targetList = yield* mapInSteps(targets, (node, index) => rewriteExpression(node, placeOf(index)));
  listOf(struct.targetList).forEach((node, index) => {
    const target = as(node, 'ResTarget');
    const name = names[index];
    if (target !== undefined && name !== null && name !== undefined && impliedName(node) !== name) {
      target.name = name;
      placeOf(index).context.edits.outputName(locations[index], name);
    }
  });
}

/** The name that a column has without AS; null with AS, and for a star. */
function impliedName(node: TreeNode): string | null {
  const target = as(node, 'ResTarget');
  if (target === undefined || target.name !== undefined || !isStruct(target.val)) return null;
  const isStar = as(listOf(as(target.val, 'ColumnRef')?.fields).at(-1), 'A_Star') !== undefined;
  return isStar ? null : outputName(target.val as TreeNode);
}
