import { quoteLiteral } from '../quote.js';
import { as, listOf, stringOf } from '../tree.js';
import { nodeIn } from './fields.js';
import { printName, printOperator } from './names.js';
import type { Printer } from './printer.js';

/** `(name value, …)` as COPY and EXPLAIN take options; nothing for an absent list. */
export function printOptions(options: unknown, printer: Printer): string {
  const printed = listOf(options).map((node) => {
    const { defname, arg } = nodeIn(node, 'DefElem');
    return arg === undefined ? printName(defname) : `${printName(defname)} ${printValue(arg, printer)}`;
  });
  return printed.length === 0 ? '' : `(${printed.join(', ')})`;
}

function printValue(value: unknown, printer: Printer): string {
  const list = as(value, 'List');
  if (list === undefined) return printer.print(value);
  return `(${printer.list(list.items)})`;
}

/** `WITH (name = value, …)` as relations take parameters; nothing for an absent list. */
export function printParameters(options: unknown, printer: Printer): string {
  const printed = listOf(options).map((node) => {
    const { defnamespace, defname, arg } = nodeIn(node, 'DefElem');
    const name = `${defnamespace === undefined ? '' : `${printName(defnamespace)}.`}${printName(defname)}`;
    return arg === undefined ? name : `${name} = ${printDefinition(arg, printer)}`;
  });
  return printed.length === 0 ? '' : `WITH (${printed.join(', ')})`;
}

/** A number, a string, the name of a type, or an operator. */
function printDefinition(value: unknown, printer: Printer): string {
  const text = stringOf(value);
  if (text !== undefined) return quoteLiteral(text);
  const operator = as(value, 'List');
  return operator === undefined ? printer.print(value) : printOperator(operator.items);
}
