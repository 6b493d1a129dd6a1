import { as, isStruct, listOf, type Struct } from '../tree.js';
import { nodeIn, numberIn, structIn } from './fields.js';
import { printAlias } from './from-item.js';
import { printName } from './names.js';
import { type NodePrinters, oneOf, type Printer, words } from './printer.js';
import { printTargets } from './select.js';

/** XML in expressions (PostgreSQL docs, 9.15) and XMLTABLE. */
export const xmlPrinters: NodePrinters = {
  XmlExpr: (expression, printer) => {
    const print = byOperation[String(expression.op)];
    if (print === undefined) throw new Error('an XML expression of a kind that is not known');
    return print(expression, printer);
  },
  XmlSerialize: ({ xmloption, expr, typeName, indent }, printer) => {
    const type = printer.bare('TypeName', typeName);
    return `XMLSERIALIZE(${oneOf(options, xmloption)} ${printer.print(expr)} AS ${type}${indent === true ? ' INDENT' : ''})`;
  },
  RangeTableFunc: (table, printer) =>
    words(
      table.lateral === true && 'LATERAL',
      `XMLTABLE(${printNamespaces(table, printer)}${printer.operand(table.rowexpr)}`,
      `PASSING ${printer.operand(table.docexpr)}`,
      `COLUMNS ${printer.list(table.columns)})`,
      printAlias(table.alias, printer),
    ),
  RangeTableFuncCol: (column, printer) => {
    if (column.for_ordinality === true) return `${printName(column.colname)} FOR ORDINALITY`;
    return words(
      printName(column.colname),
      printer.bare('TypeName', column.typeName),
      column.colexpr !== undefined && `PATH ${printer.operand(column.colexpr)}`,
      column.coldefexpr !== undefined && `DEFAULT ${printer.operand(column.coldefexpr)}`,
      column.is_not_null === true && 'NOT NULL',
    );
  },
};

const options = { XMLOPTION_DOCUMENT: 'DOCUMENT', XMLOPTION_CONTENT: 'CONTENT' };

const byOperation: Readonly<Record<string, (expression: Struct, printer: Printer) => string>> = {
  IS_XMLCONCAT: ({ args }, printer) => `XMLCONCAT(${printer.list(args)})`,
  IS_XMLELEMENT: ({ name, named_args, args }, printer) => {
    const attributes = named_args === undefined ? '' : `, XMLATTRIBUTES(${printTargets(named_args, printer)})`;
    const content = args === undefined ? '' : `, ${printer.list(args)}`;
    return `XMLELEMENT(NAME ${printName(name)}${attributes}${content})`;
  },
  IS_XMLFOREST: ({ named_args }, printer) => `XMLFOREST(${printTargets(named_args, printer)})`,
  IS_XMLPARSE: ({ xmloption, args }, printer) => {
    const [text, preserve] = listOf(args);
    const whitespace = isTrue(preserve) ? ' PRESERVE WHITESPACE' : '';
    return `XMLPARSE(${oneOf(options, xmloption)} ${printer.print(text)}${whitespace})`;
  },
  IS_XMLPI: ({ name, args }, printer) =>
    `XMLPI(NAME ${printName(name)}${args === undefined ? '' : `, ${printer.list(args)}`})`,
  IS_XMLROOT: ({ args }, printer) => {
    const [xml, version, standalone] = listOf(args);
    const number = numberIn(structIn(nodeIn(standalone, 'A_Const').ival).ival);
    return `XMLROOT(${printer.print(xml)}, VERSION ${printVersion(version, printer)}${oneOf(standalones, number)})`;
  },
  IS_DOCUMENT: ({ args }, printer) => `${printer.operand(listOf(args)[0])} IS DOCUMENT`,
};

/** By XmlStandaloneType: src/include/utils/xml.h. */
const standalones = { 0: ', STANDALONE YES', 1: ', STANDALONE NO', 2: ', STANDALONE NO VALUE', 3: '' };

function printVersion(version: unknown, printer: Printer): string {
  // Without a location it stands for NO VALUE; with one it is NULL. Both mean the same, and are the same tree.
  return as(version, 'A_Const')?.isnull === true ? 'NO VALUE' : printer.print(version);
}

function isTrue(node: unknown): boolean {
  const boolval = as(node, 'A_Const')?.boolval;
  return isStruct(boolval) && boolval.boolval === true;
}

function printNamespaces({ namespaces }: Struct, printer: Printer): string {
  if (namespaces === undefined) return '';
  const printed = listOf(namespaces).map((node) => {
    const { name, val } = nodeIn(node, 'ResTarget');
    return name === undefined ? `DEFAULT ${printer.operand(val)}` : `${printer.operand(val)} AS ${printName(name)}`;
  });
  return `XMLNAMESPACES(${printed.join(', ')}), `;
}
