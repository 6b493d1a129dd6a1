import { listOf, type Struct } from '../tree.js';
import { nodeIn, numberIn } from './fields.js';
import { printQualifiedName } from './names.js';
import type { NodePrinters, Printer } from './printer.js';

/** Types, casts and collations. */
export const typePrinters: NodePrinters = {
  TypeName: printTypeName,
  // Not with `::`, which is no function where a function has to stand (FROM CAST(…)), and binds less than CAST does.
  TypeCast: ({ arg, typeName }, printer) => `CAST(${printer.print(arg)} AS ${printer.bare('TypeName', typeName)})`,
  CollateClause: ({ arg, collname }, printer) => {
    const collation = `COLLATE ${printQualifiedName(collname)}`;
    return arg === undefined ? collation : `${printer.operand(arg)} ${collation}`;
  },
};

/** By its name alone: `varchar(5)` and `"pg_catalog"."varchar"(5)` are one tree. */
function printTypeName({ names, setof, pct_type, typmods, arrayBounds }: Struct, printer: Printer): string {
  const modifiers = typmods === undefined ? '' : `(${printer.list(typmods)})`;
  const percent = pct_type === true ? '%TYPE' : '';
  const bounds = listOf(arrayBounds).map((bound) => printBound(numberIn(nodeIn(bound, 'Integer').ival)));
  return `${setof === true ? 'SETOF ' : ''}${printQualifiedName(names)}${percent}${modifiers}${bounds.join('')}`;
}

function printBound(bound: unknown): string {
  return bound === -1 ? '[]' : `[${String(bound)}]`;
}
