import type { Struct } from '../tree.js';
import { printName, printQualifiedName } from './names.js';
import { type NodePrinters, oneOf, type Printer, words } from './printer.js';

/** What an index, or the target of ON CONFLICT, is made of. */
export const indexElementPrinters: NodePrinters = {
  IndexElem: (element, printer) =>
    words(
      element.name === undefined ? `(${printer.print(element.expr)})` : printName(element.name),
      element.collation !== undefined && `COLLATE ${printQualifiedName(element.collation)}`,
      element.opclass !== undefined && printOperatorClass(element, printer),
      oneOf(directions, element.ordering),
      oneOf(nulls, element.nulls_ordering),
    ),
};

const directions = { SORTBY_DEFAULT: '', SORTBY_ASC: 'ASC', SORTBY_DESC: 'DESC' };
const nulls = { SORTBY_NULLS_DEFAULT: '', SORTBY_NULLS_FIRST: 'NULLS FIRST', SORTBY_NULLS_LAST: 'NULLS LAST' };

function printOperatorClass({ opclass, opclassopts }: Struct, printer: Printer): string {
  const name = printQualifiedName(opclass);
  return opclassopts === undefined ? name : `${name} (${printer.list(opclassopts)})`;
}
