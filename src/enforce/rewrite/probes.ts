import { cloneTree, isStruct, type TreeNode } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { isProbed } from './steadiness.js';

/**
 * Notes a cast that is let run before any row is read. What stands within it runs with it.
 *
 * @returns false for any other expression.
 */
export function probe(node: TreeNode, context: RewriteContext): boolean {
  if (!isProbed(node, context)) return false;
  context.probes.push({
    BoolExpr: {
      boolop: 'OR_EXPR',
      args: ['IS_NULL', 'IS_NOT_NULL'].map((nulltesttype) => ({ NullTest: { arg: cloneTree(node), nulltesttype } })),
    },
  });
  return true;
}

/** The same of all that stand in an expression. */
export function probeWithin(value: unknown, context: RewriteContext): void {
  if (Array.isArray(value)) {
    for (const item of value) probeWithin(item, context);
    return;
  }
  if (!isStruct(value) || probe(value as TreeNode, context)) return;
  for (const key in value) if (key !== 'A_Const') probeWithin(value[key], context);
}
