import { type Struct, tagOf } from '../tree.js';
import { isNegative } from './constant.js';
import { nodeIn } from './fields.js';
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
export function isAtom(node: Struct): boolean {
  const tag = tagOf(node);
  if (tag === null) return false;
  if (atoms.has(tag)) return true;
  switch (tag) {
    case 'A_Const':
      return !isNegative(nodeIn(node, tag));
    case 'FuncCall':
      return !isInfixCall(nodeIn(node, tag));
    case 'SubLink':
      return nodeIn(node, tag).testexpr === undefined;
    case 'A_Expr':
      return nodeIn(node, tag).kind === 'AEXPR_NULLIF';
    case 'XmlExpr':
      return nodeIn(node, tag).op !== 'IS_DOCUMENT';
    default:
      return false;
  }
}
