import { parse, print, type Struct, sameTree, type TreeNode } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { Literals } from '../template/literals.js';

/**
 * The text of one of the client's expressions that goes into a guard, with holes in the place of its free literals. Like a
 * statement, it must read back as itself.
 *
 * @throws GatewayError `refused`.
 */
export function printExpression(node: TreeNode, literals: Literals | null): string {
  return printed(
    { targetList: [{ ResTarget: { val: node } }], limitOption: 'LIMIT_OPTION_DEFAULT', op: 'SETOP_NONE' },
    'SELECT ',
    literals,
  );
}

/** The text of a TABLESAMPLE clause, without the relation. */
export function printSample(sample: Struct): string {
  const relation = { RangeVar: { relname: 'r', inh: true, relpersistence: 'p' } };
  const from = [{ RangeTableSample: { ...sample, relation } }];
  const text = printed({ fromClause: from, limitOption: 'LIMIT_OPTION_DEFAULT', op: 'SETOP_NONE' }, 'SELECT', null);
  return text.slice(text.indexOf(' TABLESAMPLE'));
}

function printed(select: Struct, prefix: string, literals: Literals | null): string {
  const meant: TreeNode = { SelectStmt: select };
  const text = print(literals === null ? meant : literals.withHoles(meant));
  const filled = literals === null ? text : literals.fill(literals.cut(text));
  if (!text.startsWith(prefix) || !sameTree(parse(filled)[0]?.node, meant)) {
    throw refused('a part of the statement does not print back to itself');
  }
  return text.slice(prefix.length);
}
