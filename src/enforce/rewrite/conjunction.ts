import { as, type TreeNode } from '../../sql/index.js';

/** The terms of an AND. The parser flattens nested ANDs, so a tree with one inside another would not read back as itself. */
export function conjunctsOf(where: TreeNode): readonly TreeNode[] {
  const conjunction = as(where, 'BoolExpr');
  return conjunction !== undefined && conjunction.boolop === 'AND_EXPR' ? (conjunction.args as TreeNode[]) : [where];
}

/** The AND of terms, of which none may be an AND. */
export function conjunction(terms: readonly TreeNode[]): TreeNode {
  const [only] = terms;
  return terms.length === 1 && only !== undefined ? only : { BoolExpr: { boolop: 'AND_EXPR', args: terms } };
}
