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
  return printExpressions([node], literals)[0] ?? '';
}

/** The same of several, which are read back as one list: each in parentheses, so that none can reach into the next. */
export function printExpressions(nodes: readonly TreeNode[], literals: Literals | null): readonly string[] {
  const targetList = nodes.map((val) => ({ ResTarget: { val } }));
  const meant: TreeNode = { SelectStmt: { targetList, limitOption: 'LIMIT_OPTION_DEFAULT', op: 'SETOP_NONE' } };
  const texts = nodes.map((node) => print(literals === null ? node : literals.withHoles(node)));
  assertReadsAs(`SELECT ${texts.map((text) => `(${text})`).join(', ')}`, meant, literals);
  return texts;
}

/** The text of a TABLESAMPLE clause, without the relation. */
export function printSample(sample: Struct): string {
  const relation = { RangeVar: { relname: 'r', inh: true, relpersistence: 'p' } };
  const from = [{ RangeTableSample: { ...sample, relation } }];
  const meant: TreeNode = { SelectStmt: { fromClause: from, limitOption: 'LIMIT_OPTION_DEFAULT', op: 'SETOP_NONE' } };
  const text = print(meant);
  assertReadsAs(text, meant, null);
  return text.slice(text.indexOf(' TABLESAMPLE'));
}

function assertReadsAs(text: string, meant: TreeNode, literals: Literals | null): void {
  const filled = literals === null ? text : literals.fill(literals.cut(text));
  if (!sameTree(parse(filled)[0]?.node, meant)) throw refused('a part of the statement does not print back to itself');
}
