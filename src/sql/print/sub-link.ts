import type { Struct } from '../tree.js';
import { printOperator } from './names.js';
import { type NodePrinters, oneOf, type Printer } from './printer.js';

/** Subqueries in expressions. */
export const subLinkPrinters: NodePrinters = {
  SubLink: (link, printer) => {
    const query = `(${printer.print(link.subselect)})`;
    if (link.testexpr !== undefined) return `${printComparison(link, printer)} ${query}`;
    return `${oneOf(plain, link.subLinkType)}${query}`;
  },
};

const plain = { EXISTS_SUBLINK: 'EXISTS ', ARRAY_SUBLINK: 'ARRAY', EXPR_SUBLINK: '' };

const quantifiers = { ANY_SUBLINK: 'ANY', ALL_SUBLINK: 'ALL' };

/** `x IN`, which names no operator, or `x = ANY`. */
function printComparison({ testexpr, operName, subLinkType }: Struct, printer: Printer): string {
  const tested = printer.operand(testexpr);
  if (operName === undefined) return `${tested} IN`;
  return `${tested} ${printOperator(operName)} ${oneOf(quantifiers, subLinkType)}`;
}
