import { as, cloneTree, isStruct, stringNode, type TreeNode } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { isPlainCount } from './plain-count.js';

/**
 * LIMIT and OFFSET refuse a negative number when their query runs, and of one in another it can hang on hidden rows whether it does.
 * A parameter is tried out before any row is read, by a query that reads none.
 */
export function admitCount(node: unknown, field: 'limitCount' | 'limitOffset', context: RewriteContext): void {
  const { findings, parameters, probes } = context;
  if (!isStruct(node) || findings.hazard || isPlainCount(node, context)) return;
  const number = Number(as(node, 'ParamRef')?.number ?? 0);
  // What is written before the client's own text must give the parameter the type that it has anyway.
  const isProbed = (parameters.types[number - 1] ?? 0) !== 0 || parameters.uses.get(number) === 1;
  if (number > 0 && isProbed) probes.push(tried(node as TreeNode, field));
  else findings.hazard = true;
}

/** `(SELECT true LIMIT $1) IS DISTINCT FROM false`: it holds, or raises. */
function tried(count: TreeNode, field: string): TreeNode {
  const boolean = (value: boolean) => ({ A_Const: { boolval: value ? { boolval: true } : {} } });
  const SelectStmt = {
    targetList: [{ ResTarget: { val: boolean(true) } }],
    [field]: cloneTree(count),
    limitOption: 'LIMIT_OPTION_COUNT',
    op: 'SETOP_NONE',
  };
  return {
    A_Expr: {
      kind: 'AEXPR_DISTINCT',
      name: [stringNode('=')],
      lexpr: { SubLink: { subLinkType: 'EXPR_SUBLINK', subselect: { SelectStmt } } },
      rexpr: boolean(false),
    },
  };
}
