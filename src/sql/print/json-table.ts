import { isStruct, type Struct } from '../tree.js';
import { structIn } from './fields.js';
import { printAlias } from './from-item.js';
import { printBehaviors, printForm, printPassing } from './json-value.js';
import { printName } from './names.js';
import { type NodePrinters, type Printer, words } from './printer.js';

/** JSON_TABLE. PostgreSQL docs, 9.16.4. */
export const jsonTablePrinters: NodePrinters = {
  JsonTable: (table, printer) => {
    const inside = words(
      `${printer.bare('JsonValueExpr', table.context_item)}, ${printPath(table.pathspec, printer)}`,
      printPassing(table.passing, printer),
      `COLUMNS (${printer.list(table.columns)})`,
      printBehaviors(table, printer),
    );
    return words(table.lateral === true && 'LATERAL', `JSON_TABLE(${inside})`, printAlias(table.alias, printer));
  },
  JsonTableColumn: (column, printer) => {
    const print = byType[String(column.coltype)];
    if (print === undefined) throw new Error('a column of JSON_TABLE of a kind that is not known');
    return print(column, printer);
  },
};

const byType: Readonly<Record<string, (column: Struct, printer: Printer) => string>> = {
  JTC_FOR_ORDINALITY: ({ name }) => `${printName(name)} FOR ORDINALITY`,
  JTC_REGULAR: printValueColumn,
  JTC_FORMATTED: printValueColumn,
  JTC_EXISTS: (column, printer) =>
    words(
      printTyped(column, printer),
      'EXISTS',
      column.pathspec !== undefined && `PATH ${printPath(column.pathspec, printer)}`,
      printBehaviors(column, printer),
    ),
  JTC_NESTED: (column, printer) =>
    `NESTED PATH ${printPath(column.pathspec, printer)} COLUMNS (${printer.list(column.columns)})`,
};

function printValueColumn(column: Struct, printer: Printer): string {
  return words(
    printTyped(column, printer),
    isStruct(column.format) && printer.bare('JsonFormat', column.format),
    column.pathspec !== undefined && `PATH ${printPath(column.pathspec, printer)}`,
    printForm(column),
    printBehaviors(column, printer),
  );
}

function printTyped({ name, typeName }: Struct, printer: Printer): string {
  return `${printName(name)} ${printer.bare('TypeName', typeName)}`;
}

function printPath(pathspec: unknown, printer: Printer): string {
  const { string, name } = structIn(pathspec);
  return `${printer.print(string)}${name === undefined ? '' : ` AS ${printName(name)}`}`;
}
