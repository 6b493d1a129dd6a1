import { quoteLiteral } from '../quote.js';
import { as, isStruct, listOf, type Struct, stringOf, type TreeNode } from '../tree.js';
import { nodeIn, textIn } from './fields.js';
import { printName, printNameList } from './names.js';
import { printOptions } from './options.js';
import { type NodePrinters, type Printer, words } from './printer.js';

/** COPY. */
export const copyPrinters: NodePrinters = {
  CopyStmt: (copy, printer) =>
    words(
      'COPY',
      printSource(copy, printer),
      copy.is_from === true ? 'FROM' : 'TO',
      copy.is_program === true && 'PROGRAM',
      printFile(copy),
      printCopyOptions(listOf(copy.options), printer),
      copy.whereClause !== undefined && `WHERE ${printer.print(copy.whereClause)}`,
    ),
};

function printSource({ relation, attlist, query }: Struct, printer: Printer): string {
  if (!isStruct(relation)) return `(${printer.print(query)})`;
  return words(printer.bare('RangeVar', relation), printNameList(attlist));
}

function printFile({ filename, is_from }: Struct): string {
  if (filename !== undefined) return quoteLiteral(textIn(filename));
  return is_from === true ? 'STDIN' : 'STDOUT';
}

/** HEADER and FREEZE of the old syntax are true, those of the new are without a value: they are no same tree. */
function printCopyOptions(options: readonly TreeNode[], printer: Printer): string {
  const isOld = options.some((option) => as(as(option, 'DefElem')?.arg, 'Boolean') !== undefined);
  if (!isOld) return options.length === 0 ? '' : `WITH ${printOptions(options, printer)}`;
  return words('WITH', ...options.map((option) => printOldOption(nodeIn(option, 'DefElem'))));
}

function printOldOption({ defname, arg }: Struct): string {
  const name = textIn(defname);
  const text = stringOf(arg);
  if (name === 'format' && text !== undefined) return text.toUpperCase();
  if (name.startsWith('force_')) return `${name.replaceAll('_', ' ').toUpperCase()} ${printColumns(arg)}`;
  return text === undefined ? name.toUpperCase() : `${name.toUpperCase()} ${quoteLiteral(text)}`;
}

function printColumns(columns: unknown): string {
  const list = as(columns, 'List');
  if (list === undefined) return '*';
  return listOf(list.items)
    .map((column) => printName(stringOf(column)))
    .join(', ');
}
