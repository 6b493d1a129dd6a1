import { as, listOf, type Struct } from '../tree.js';
import { type NodePrinters, oneOf, type Printer } from './printer.js';

/** AND, OR, NOT and the tests of IS. */
export const booleanPrinters: NodePrinters = {
  BoolExpr: ({ boolop, args }, printer) => {
    const items = listOf(args);
    if (boolop === 'NOT_EXPR') return `NOT ${printArgument(items[0], printer)}`;
    const word = boolop === 'AND_EXPR' ? ' AND ' : ' OR ';
    return items.map((item) => printArgument(item, printer)).join(word);
  },
  NullTest: ({ arg, nulltesttype }, printer) =>
    `${printer.operand(arg)} ${nulltesttype === 'IS_NULL' ? 'IS NULL' : 'IS NOT NULL'}`,
  BooleanTest: ({ arg, booltesttype }, printer) => `${printer.operand(arg)} ${oneOf(tests, booltesttype)}`,
};

const tests = {
  IS_TRUE: 'IS TRUE',
  IS_NOT_TRUE: 'IS NOT TRUE',
  IS_FALSE: 'IS FALSE',
  IS_NOT_FALSE: 'IS NOT FALSE',
  IS_UNKNOWN: 'IS UNKNOWN',
  IS_NOT_UNKNOWN: 'IS NOT UNKNOWN',
};

/** Everything else binds tighter than NOT, AND and OR. */
function printArgument(node: unknown, printer: Printer): string {
  const inner: Struct | undefined = as(node, 'BoolExpr');
  const text = printer.print(node);
  return inner === undefined || inner.boolop === 'NOT_EXPR' ? text : `(${text})`;
}
