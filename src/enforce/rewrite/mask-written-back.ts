import { stringNode, type TreeNode } from '../../sql/index.js';
import { type CompiledColumn, columnNull } from '../relation/compiled-relation.js';
import type { RewriteContext } from './context.js';

/**
 * A new value of a column that its writer does not see as it is: the statement fails where the value is what the writer sees,
 * as with programs that read a row and save all of it. Only what may be seen decides; what is stored is not looked at.
 */
export function unlessMask(value: TreeNode, column: CompiledColumn, alias: string, context: RewriteContext): TreeNode {
  if (column.shown === 'pass' || column.shown === 'absent') return value;
  const expression = (sql: string) => context.splices.expression(sql);
  const equalsSeen: TreeNode =
    column.shown === 'null'
      ? { NullTest: { arg: value, nulltesttype: 'IS_NULL' } }
      : {
          A_Expr: {
            kind: 'AEXPR_OP',
            name: [stringNode('pg_catalog'), stringNode('=')],
            lexpr: value,
            rexpr: expression(column.sql(alias)),
          },
        };
  // What is seen of a value that a mask left alone is the value.
  const isSeen: TreeNode =
    column.altered === null
      ? equalsSeen
      : { BoolExpr: { boolop: 'AND_EXPR', args: [equalsSeen, expression(column.altered(alias))] } };
  return {
    CaseExpr: {
      args: [{ CaseWhen: { expr: isSeen, result: expression(failing(column, alias)) } }],
      defresult: value,
    },
  };
}

/** Stands in the server's message, by which `scrub` knows the error. */
export const maskWrittenBack = 'damask: a mask is not written back';

/** NULL of the column's type, but for the error. It hangs on the row, or the planner would work it out at once. */
function failing(column: CompiledColumn, alias: string): string {
  const row = `${alias}.tableoid`;
  const raising = `CAST(pg_catalog.concat('${maskWrittenBack} ', ${row}) AS pg_catalog.int4)`;
  return `CASE WHEN ${raising} IS NULL THEN ${columnNull(column.column)} END`;
}
