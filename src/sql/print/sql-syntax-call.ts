import { listOf, type Struct, type TreeNode } from '../tree.js';
import { nameIn, nodeIn, structIn, textIn } from './fields.js';
import type { Printer } from './printer.js';

/**
 * Functions that were called in the standard's own syntax, such as EXTRACT(year FROM x): a call in plain syntax is
 * another tree. PostgreSQL docs, 9.4 and 9.9.
 *
 * @throws Error for a function that has no such syntax.
 */
export function printSqlSyntaxCall({ funcname, args }: Struct, printer: Printer): string {
  const print = syntaxes[nameIn(listOf(funcname).at(-1))];
  if (print === undefined) throw new Error('a function without a syntax of its own');
  return print(listOf(args), printer);
}

/** True for those that stand between their operands instead of before them. */
export function isInfixCall({ funcformat, funcname }: Struct): boolean {
  return funcformat === 'COERCE_SQL_SYNTAX' && infixSyntaxes.has(nameIn(listOf(funcname).at(-1)));
}

const infixSyntaxes = new Set(['timezone', 'overlaps', 'is_normalized']);

type PrintCall = (args: readonly TreeNode[], printer: Printer) => string;

const syntaxes: Readonly<Record<string, PrintCall>> = {
  timezone: ([zone, time], printer) =>
    time === undefined
      ? `${printer.operand(zone)} AT LOCAL`
      : `${printer.operand(time)} AT TIME ZONE ${printer.operand(zone)}`,
  overlaps: (args, printer) => `ROW(${printer.list(args.slice(0, 2))}) OVERLAPS ROW(${printer.list(args.slice(2))})`,
  is_normalized: ([text, form], printer) => `${printer.operand(text)} IS ${formOf(form)} NORMALIZED`,
  pg_collation_for: (args, printer) => `COLLATION FOR (${printer.list(args)})`,
  extract: ([field, source], printer) => `EXTRACT(${printer.print(field)} FROM ${printer.print(source)})`,
  normalize: ([text, form], printer) =>
    `NORMALIZE(${printer.print(text)}${form === undefined ? '' : `, ${formOf(form)}`})`,
  overlay: ([text, placing, from, length], printer) =>
    `OVERLAY(${printer.print(text)} PLACING ${printer.print(placing)} FROM ${printer.print(from)}${forLength(length, printer)})`,
  position: ([text, part], printer) => `POSITION(${printer.operand(part)} IN ${printer.operand(text)})`,
  substring: ([text, from, length], printer) =>
    `SUBSTRING(${printer.print(text)} FROM ${printer.print(from)}${forLength(length, printer)})`,
  btrim: (args, printer) => `TRIM(BOTH FROM ${printer.list(args)})`,
  ltrim: (args, printer) => `TRIM(LEADING FROM ${printer.list(args)})`,
  rtrim: (args, printer) => `TRIM(TRAILING FROM ${printer.list(args)})`,
  xmlexists: ([path, document], printer) => `XMLEXISTS(${printer.operand(path)} PASSING ${printer.operand(document)})`,
  system_user: () => 'SYSTEM_USER',
};

function forLength(length: TreeNode | undefined, printer: Printer): string {
  return length === undefined ? '' : ` FOR ${printer.print(length)}`;
}

/** NFC, NFD, NFKC or NFKD: a bare word in the text, a string in the tree. */
function formOf(form: TreeNode | undefined): string {
  const word = form === undefined ? '' : textIn(structIn(nodeIn(form, 'A_Const').sval).sval);
  if (form !== undefined && !/^NFK?[CD]$/.test(word)) throw new Error('a normal form that is not known');
  return word;
}
