import { as, isStruct, listOf, type Struct } from '../tree.js';
import { nodeIn } from './fields.js';
import { printName } from './names.js';
import { clause, type NodePrinters, type Printer, words } from './printer.js';
import { printIndirection } from './reference.js';
import { printTargets } from './select.js';

/** UPDATE, DELETE and what they return. */
export const updatePrinters: NodePrinters = {
  UpdateStmt: (update, printer) =>
    words(
      isStruct(update.withClause) && printer.bare('WithClause', update.withClause),
      `UPDATE ${printer.bare('RangeVar', update.relation)}`,
      `SET ${printAssignments(update.targetList, printer)}`,
      clause('FROM', update.fromClause, printer.list),
      clause('WHERE', update.whereClause, printer.print),
      isStruct(update.returningClause) && printer.bare('ReturningClause', update.returningClause),
    ),
  DeleteStmt: (deletion, printer) =>
    words(
      isStruct(deletion.withClause) && printer.bare('WithClause', deletion.withClause),
      `DELETE FROM ${printer.bare('RangeVar', deletion.relation)}`,
      clause('USING', deletion.usingClause, printer.list),
      clause('WHERE', deletion.whereClause, printer.print),
      isStruct(deletion.returningClause) && printer.bare('ReturningClause', deletion.returningClause),
    ),
  CurrentOfExpr: ({ cursor_name }) => `CURRENT OF ${printName(cursor_name)}`,
  ReturningClause: ({ options, exprs }, printer) =>
    words('RETURNING', options !== undefined && `WITH (${printer.list(options)})`, printTargets(exprs, printer)),
  ReturningOption: ({ option, value }) => `${option === 'RETURNING_OPTION_OLD' ? 'OLD' : 'NEW'} AS ${printName(value)}`,
};

/** What follows SET: `a = 1, (b, c) = (SELECT …)`. */
export function printAssignments(targets: unknown, printer: Printer): string {
  const printed: string[] = [];
  let together: string[] = [];
  for (const node of listOf(targets)) {
    const target = nodeIn(node, 'ResTarget');
    const multiple = as(target.val, 'MultiAssignRef');
    // Each of several targets of one source holds the whole source: it is printed after the last.
    together.push(printTarget(target, printer));
    if (multiple === undefined) printed.push(`${together.join(', ')} = ${printer.print(target.val)}`);
    else if (multiple.colno === multiple.ncolumns) {
      printed.push(`(${together.join(', ')}) = ${printer.print(multiple.source)}`);
    } else continue;
    together = [];
  }
  return printed.join(', ');
}

function printTarget({ name, indirection }: Struct, printer: Printer): string {
  return `${printName(name)}${printIndirection(indirection, printer)}`;
}
