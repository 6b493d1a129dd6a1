import { as, type TreeNode, tagOf } from '../tree.js';
import { isNegative } from './constant.js';
import { isInfixCall } from './sql-syntax-call.js';

/** Expressions that are a `c_expr` of the grammar, whatever is in them. */
const atoms = new Set([
  'ColumnRef',
  'ParamRef',
  'TypeCast',
  'A_Indirection',
  'A_ArrayExpr',
  'RowExpr',
  'CaseExpr',
  'CoalesceExpr',
  'MinMaxExpr',
  'GroupingFunc',
  'MergeSupportFunc',
  'SQLValueFunction',
  'XmlSerialize',
  'JsonFuncExpr',
  'JsonParseExpr',
  'JsonScalarExpr',
  'JsonSerializeExpr',
  'JsonObjectConstructor',
  'JsonArrayConstructor',
  'JsonArrayQueryConstructor',
  'JsonObjectAgg',
  'JsonArrayAgg',
]);

/** True for an expression that no operator beside it can tear apart. */
export function isAtom(node: TreeNode): boolean {
  const tag = tagOf(node) ?? '';
  if (atoms.has(tag)) return true;
  const struct = as(node, tag) ?? {};
  switch (tag) {
    case 'A_Const':
      return !isNegative(struct);
    case 'FuncCall':
      return !isInfixCall(struct);
    case 'SubLink':
      return struct.testexpr === undefined;
    case 'A_Expr':
      return struct.kind === 'AEXPR_NULLIF';
    case 'XmlExpr':
      return struct.op !== 'IS_DOCUMENT';
    default:
      return false;
  }
}
