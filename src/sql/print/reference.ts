import { as, listOf, type Struct, stringOf } from '../tree.js';
import { printName } from './names.js';
import type { NodePrinters, Printer } from './printer.js';

/** References to columns, fields and elements. */
export const referencePrinters: NodePrinters = {
  ColumnRef: ({ fields }) => listOf(fields).map(printField).join('.'),
  A_Star: () => '*',
  // In parentheses: `a.b` would be one reference, `(a).b` is a field of a column.
  A_Indirection: ({ arg, indirection }, printer) => `(${printer.print(arg)})${printIndirection(indirection, printer)}`,
};

function printField(field: Struct): string {
  const name = stringOf(field);
  return name === undefined ? '*' : printName(name);
}

/** Subscripts and fields, as they follow a name or an expression. */
export function printIndirection(indirection: unknown, printer: Printer): string {
  return listOf(indirection)
    .map((step) => {
      const indices = as(step, 'A_Indices');
      return indices === undefined ? `.${printField(step)}` : printIndices(indices, printer);
    })
    .join('');
}

function printIndices({ is_slice, lidx, uidx }: Struct, printer: Printer): string {
  const upper = uidx === undefined ? '' : printer.print(uidx);
  if (is_slice !== true) return `[${upper}]`;
  // In parentheses: after a bare name a colon could be read as the start of `:=` or `::`.
  const lower = lidx === undefined ? '' : printer.operand(lidx);
  return `[${lower} : ${upper}]`;
}
