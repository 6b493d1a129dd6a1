import type { RelationName } from '../../datamap/index.js';
import { GatewayError } from '../../errors/index.js';
import { as, listOf, nameParts, parse, quoteIdentifier, stringOf, type TreeNode, textOf } from '../../sql/index.js';

/**
 * The data map's `on` of a `through` link as SQL over two aliases. It takes equalities between a column of each relation,
 * joined by AND: `order_items.order_id = orders.id`.
 *
 * @throws GatewayError `refused` for anything else.
 */
export function joinCondition(
  on: string,
  left: RelationName,
  leftAlias: string,
  right: RelationName,
  rightAlias: string,
): string {
  const select = as(parse(`SELECT WHERE ${on}`)[0]?.node, 'SelectStmt');
  const where = select?.whereClause as TreeNode | undefined;
  if (where === undefined) throw unreadable(on);
  const conjunction = as(where, 'BoolExpr');
  const terms = conjunction !== undefined && conjunction.boolop === 'AND_EXPR' ? listOf(conjunction.args) : [where];
  const column = (node: unknown): string => {
    const parts = nameParts(as(node, 'ColumnRef')?.fields);
    const name = parts?.at(-1);
    const table = parts?.at(-2);
    if (parts === null || parts === undefined || name === undefined) throw unreadable(on);
    if (table === left.name) return `${quoteIdentifier(leftAlias)}.${quoteIdentifier(name)}`;
    if (table === right.name) return `${quoteIdentifier(rightAlias)}.${quoteIdentifier(name)}`;
    throw unreadable(on);
  };
  return terms
    .map((term) => {
      const equality = as(term, 'A_Expr');
      if (textOf(equality?.kind) !== 'AEXPR_OP' || stringOf(listOf(equality?.name)[0]) !== '=') throw unreadable(on);
      return `${column(equality?.lexpr)} OPERATOR(pg_catalog.=) ${column(equality?.rexpr)}`;
    })
    .join(' AND ');
}

function unreadable(on: string): GatewayError {
  return new GatewayError('refused', `the data map's link \`${on}\` can not be read`, {
    hint: 'write equalities between a column of each relation, joined by AND',
  });
}
