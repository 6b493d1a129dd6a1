import { as, listOf, type Struct, stringOf, type TreeNode } from '../tree.js';
import { bindingOf, printOperator, printPrefixOperator } from './names.js';
import type { NodePrinters, Printer } from './printer.js';

type PrintExpression = (expression: Struct, printer: Printer) => string;

/** Operators, and what the parser makes an operator of. */
export const operatorPrinters: NodePrinters = {
  A_Expr: (expression, printer) => {
    const print = byKind[String(expression.kind)];
    if (print === undefined) throw new Error('an operator of a kind that is not known');
    return print(expression, printer);
  },
};

const byKind: Readonly<Record<string, PrintExpression>> = {
  AEXPR_OP: printOperation,
  AEXPR_OP_ANY: (expression, printer) => printQuantified(expression, 'ANY', printer),
  AEXPR_OP_ALL: (expression, printer) => printQuantified(expression, 'ALL', printer),
  AEXPR_DISTINCT: infix('IS DISTINCT FROM'),
  AEXPR_NOT_DISTINCT: infix('IS NOT DISTINCT FROM'),
  AEXPR_NULLIF: ({ lexpr, rexpr }, printer) => `NULLIF(${printer.print(lexpr)}, ${printer.print(rexpr)})`,
  AEXPR_IN: ({ name, lexpr, rexpr }, printer) => {
    const not = printOperator(name) === '<>' ? 'NOT ' : '';
    return `${printer.operand(lexpr)} ${not}IN (${printer.list(as(rexpr, 'List')?.items)})`;
  },
  AEXPR_LIKE: negatable('~~', 'LIKE'),
  AEXPR_ILIKE: negatable('~~*', 'ILIKE'),
  AEXPR_SIMILAR: printSimilar,
  AEXPR_BETWEEN: between('BETWEEN'),
  AEXPR_NOT_BETWEEN: between('NOT BETWEEN'),
  AEXPR_BETWEEN_SYM: between('BETWEEN SYMMETRIC'),
  AEXPR_NOT_BETWEEN_SYM: between('NOT BETWEEN SYMMETRIC'),
};

function printOperation({ name, lexpr, rexpr }: Struct, printer: Printer): string {
  if (lexpr === undefined) return `${printPrefixOperator(name)} ${printer.operand(rexpr)}`;
  return `${printLeft(lexpr, bindingOf(name), printer)} ${printOperator(name)} ${printer.operand(rexpr)}`;
}

/** A chain of operators that bind alike needs no parentheses, however long it is. */
function printLeft(node: unknown, binding: number | null, printer: Printer): string {
  const left = as(node, 'A_Expr');
  const chained =
    left?.kind === 'AEXPR_OP' && left.lexpr !== undefined && binding !== null && bindingOf(left.name) === binding;
  return chained ? printOperation(left, printer) : printer.operand(node);
}

function printQuantified({ name, lexpr, rexpr }: Struct, quantifier: string, printer: Printer): string {
  return `${printer.operand(lexpr)} ${printOperator(name)} ${quantifier} (${printer.print(rexpr)})`;
}

function infix(words: string): PrintExpression {
  return ({ lexpr, rexpr }, printer) => `${printer.operand(lexpr)} ${words} ${printer.operand(rexpr)}`;
}

function negatable(operator: string, word: string): PrintExpression {
  const positive = infix(word);
  const negative = infix(`NOT ${word}`);
  return (expression, printer) =>
    (printOperator(expression.name) === operator ? positive : negative)(expression, printer);
}

function between(words: string): PrintExpression {
  return ({ lexpr, rexpr }, printer) => {
    const [lower, upper] = listOf(as(rexpr, 'List')?.items);
    return `${printer.operand(lexpr)} ${words} ${printer.operand(lower)} AND ${printer.operand(upper)}`;
  };
}

/** The parser wraps the pattern into a call of similar_to_escape(pattern [, escape]). */
function printSimilar({ name, lexpr, rexpr }: Struct, printer: Printer): string {
  const not = printOperator(name) === '~' ? '' : 'NOT ';
  const [pattern, escapeWith] = similarArguments(rexpr);
  const tail = escapeWith === undefined ? '' : ` ESCAPE ${printer.operand(escapeWith)}`;
  return `${printer.operand(lexpr)} ${not}SIMILAR TO ${printer.operand(pattern)}${tail}`;
}

function similarArguments(node: unknown): readonly TreeNode[] {
  const call = as(node, 'FuncCall');
  const name = listOf(call?.funcname).map(stringOf).join('.');
  if (call === undefined || name !== 'pg_catalog.similar_to_escape') throw new Error('SIMILAR TO without its pattern');
  return listOf(call.args);
}
