import { isStruct, listOf } from '../tree.js';
import { nodeIn } from './fields.js';
import { printName } from './names.js';
import { type NodePrinters, oneOf, type Printer, words } from './printer.js';
import { printIndirection } from './reference.js';
import { printAssignments } from './update.js';

/** INSERT and its ON CONFLICT. */
export const insertPrinters: NodePrinters = {
  InsertStmt: (insert, printer) =>
    words(
      isStruct(insert.withClause) && printer.bare('WithClause', insert.withClause),
      `INSERT INTO ${printer.bare('RangeVar', insert.relation)}`,
      insert.cols !== undefined && printInsertedColumns(insert.cols, printer),
      oneOf(overridings, insert.override),
      insert.selectStmt === undefined ? 'DEFAULT VALUES' : printer.print(insert.selectStmt),
      isStruct(insert.onConflictClause) && printer.bare('OnConflictClause', insert.onConflictClause),
      isStruct(insert.returningClause) && printer.bare('ReturningClause', insert.returningClause),
    ),
  OnConflictClause: ({ action, infer, targetList, whereClause }, printer) =>
    words(
      'ON CONFLICT',
      isStruct(infer) && printer.bare('InferClause', infer),
      action === 'ONCONFLICT_UPDATE' ? `DO UPDATE SET ${printAssignments(targetList, printer)}` : 'DO NOTHING',
      whereClause !== undefined && `WHERE ${printer.print(whereClause)}`,
    ),
  InferClause: ({ conname, indexElems, whereClause }, printer) => {
    if (conname !== undefined) return `ON CONSTRAINT ${printName(conname)}`;
    return words(`(${printer.list(indexElems)})`, whereClause !== undefined && `WHERE ${printer.print(whereClause)}`);
  },
};

/** OVERRIDING, as INSERT and MERGE have it. */
export const overridings = {
  OVERRIDING_NOT_SET: '',
  OVERRIDING_USER_VALUE: 'OVERRIDING USER VALUE',
  OVERRIDING_SYSTEM_VALUE: 'OVERRIDING SYSTEM VALUE',
};

/** The columns that are inserted into, in parentheses. */
export function printInsertedColumns(columns: unknown, printer: Printer): string {
  const printed = listOf(columns).map((column) => {
    const { name, indirection } = nodeIn(column, 'ResTarget');
    return `${printName(name)}${printIndirection(indirection, printer)}`;
  });
  return `(${printed.join(', ')})`;
}
