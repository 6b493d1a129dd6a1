import { isStruct, listOf, type Struct } from '../tree.js';
import { printName, printQualifiedName } from './names.js';
import { type NodePrinters, type Printer, words } from './printer.js';
import { printSqlSyntaxCall } from './sql-syntax-call.js';
import { printOver } from './window.js';

/** Calls of functions and aggregates. */
export const callPrinters: NodePrinters = {
  FuncCall: (call, printer) =>
    call.funcformat === 'COERCE_SQL_SYNTAX' ? printSqlSyntaxCall(call, printer) : printCall(call, printer),
  NamedArgExpr: ({ name, arg }, printer) => `${printName(name)} => ${printer.print(arg)}`,
};

function printCall(call: Struct, printer: Printer): string {
  const within = call.agg_within_group === true;
  const order = call.agg_order === undefined ? '' : `ORDER BY ${printer.list(call.agg_order)}`;
  const inside = words(call.agg_distinct === true && 'DISTINCT', printArguments(call, printer), !within && order);
  return words(
    `${printQualifiedName(call.funcname)}(${inside})`,
    within && `WITHIN GROUP (${order})`,
    printFilter(call.agg_filter, printer),
    isStruct(call.over) && printOver(call.over, printer),
  );
}

function printArguments({ agg_star, args, func_variadic }: Struct, printer: Printer): string {
  if (agg_star === true) return '*';
  const printed = listOf(args).map((arg) => printer.print(arg));
  if (func_variadic === true) printed.push(`VARIADIC ${printed.pop()}`);
  return printed.join(', ');
}

/** The FILTER of an aggregate. */
export function printFilter(filter: unknown, printer: Printer): string {
  return filter === undefined ? '' : `FILTER (WHERE ${printer.print(filter)})`;
}
