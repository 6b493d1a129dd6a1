import { as, isStruct, listOf, type Struct } from '../tree.js';
import { printName, printNameList, printQualifiedName } from './names.js';
import { type NodePrinters, oneOf, type Printer, words } from './printer.js';

/** What can stand in FROM, but for XMLTABLE and JSON_TABLE. */
export const fromItemPrinters: NodePrinters = {
  RangeVar: (range, printer) => words(printRelation(range), printAlias(range.alias, printer)),
  Alias: ({ aliasname, colnames }) => `AS ${printName(aliasname)}${printNameList(colnames)}`,
  RangeSubselect: ({ lateral, subquery, alias }, printer) =>
    words(lateral === true && 'LATERAL', `(${printer.print(subquery)})`, printAlias(alias, printer)),
  RangeTableSample: ({ relation, method, args, repeatable }, printer) =>
    words(
      printer.print(relation),
      `TABLESAMPLE ${printQualifiedName(method)}(${printer.list(args)})`,
      repeatable !== undefined && `REPEATABLE (${printer.print(repeatable)})`,
    ),
  RangeFunction: (range, printer) =>
    words(
      range.lateral === true && 'LATERAL',
      printFunctions(range, printer),
      range.ordinality === true && 'WITH ORDINALITY',
      printFunctionAlias(range, printer),
    ),
  ColumnDef: ({ colname, typeName, collClause }, printer) =>
    words(
      printName(colname),
      printer.bare('TypeName', typeName),
      isStruct(collClause) && printer.bare('CollateClause', collClause),
    ),
  JoinExpr: (join, printer) => {
    const text = printJoin(join, printer);
    return join.alias === undefined ? text : `(${text}) ${printAlias(join.alias, printer)}`;
  },
};

/** A relation without its alias. */
export function printRelation({ catalogname, schemaname, relname, inh }: Struct): string {
  const parts = [catalogname, schemaname, relname].filter((part) => part !== undefined);
  return `${inh === true ? '' : 'ONLY '}${parts.map(printName).join('.')}`;
}

/** The alias of something in FROM; nothing for an absent one. */
export function printAlias(alias: unknown, printer: Printer): string {
  return alias === undefined ? '' : printer.bare('Alias', alias);
}

function printFunctions({ is_rowsfrom, functions }: Struct, printer: Printer): string {
  const printed = listOf(functions).map((item) => {
    const [call, columns] = listOf(as(item, 'List')?.items);
    return words(printer.print(call), printColumnDefinitions(as(columns, 'List')?.items, printer));
  });
  return is_rowsfrom === true ? `ROWS FROM (${printed.join(', ')})` : printed.join(', ');
}

function printFunctionAlias({ alias, coldeflist }: Struct, printer: Printer): string {
  if (coldeflist === undefined) return printAlias(alias, printer);
  if (!isStruct(alias)) return printColumnDefinitions(coldeflist, printer);
  return `AS ${printName(alias.aliasname)} (${printer.list(coldeflist)})`;
}

function printColumnDefinitions(columns: unknown, printer: Printer): string {
  return columns === undefined ? '' : `AS (${printer.list(columns)})`;
}

const joins = { JOIN_INNER: 'JOIN', JOIN_LEFT: 'LEFT JOIN', JOIN_RIGHT: 'RIGHT JOIN', JOIN_FULL: 'FULL JOIN' };

function printJoin(join: Struct, printer: Printer): string {
  const left = printer.print(join.larg);
  const right = printer.print(join.rarg);
  const nested = as(join.rarg, 'JoinExpr');
  // Joins associate to the left, so that only one on the right needs parentheses; with an alias it has them.
  const rightSide = nested === undefined || nested.alias !== undefined ? right : `(${right})`;
  return `${left} ${printJoinWord(join)} ${words(rightSide, printCondition(join, printer))}`;
}

function printJoinWord({ jointype, isNatural, usingClause, quals }: Struct): string {
  const word = oneOf(joins, jointype);
  if (isNatural === true) return `NATURAL ${word}`;
  return usingClause === undefined && quals === undefined ? `CROSS ${word}` : word;
}

function printCondition({ usingClause, join_using_alias, quals }: Struct, printer: Printer): string {
  if (usingClause !== undefined) {
    return words(`USING ${printNameList(usingClause)}`, printAlias(join_using_alias, printer));
  }
  return quals === undefined ? '' : `ON ${printer.print(quals)}`;
}
