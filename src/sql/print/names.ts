import { quoteIdentifier } from '../quote.js';
import { listOf } from '../tree.js';
import { nameIn, textIn } from './fields.js';

/**
 * An identifier. Always quoted: which words are reserved differs between versions of PostgreSQL and between places in
 * the grammar (`WITH recursive AS …`).
 */
export function printName(name: unknown): string {
  return quoteIdentifier(textIn(name));
}

/** A list of `String` nodes as a qualified name. */
export function printQualifiedName(parts: unknown): string {
  return listOf(parts)
    .map((part) => quoteIdentifier(nameIn(part)))
    .join('.');
}

/** A list of `String` nodes as names between commas, in parentheses; nothing for an absent list. */
export function printNameList(names: unknown): string {
  const list = listOf(names);
  return list.length === 0 ? '' : `(${list.map((name) => quoteIdentifier(nameIn(name))).join(', ')})`;
}

/** Operators that the grammar names one by one: they are no prefix operators, but for the first two. */
const mathOperators = new Set(['+', '-', '*', '/', '%', '^', '<', '>', '=', '<=', '>=', '<>']);

/** An operator between two operands, or before ANY, ALL and in ORDER BY … USING. */
export function printOperator(name: unknown): string {
  const parts = listOf(name);
  return parts.length === 1 ? nameIn(parts[0]) : printQualifiedOperator(name);
}

/** An operator before its only operand. */
export function printPrefixOperator(name: unknown): string {
  const operator = printOperator(name);
  const plain = operator === '+' || operator === '-' || !mathOperators.has(operator);
  return plain ? operator : `OPERATOR(${operator})`;
}

function printQualifiedOperator(name: unknown): string {
  const parts = listOf(name).map((part) => nameIn(part));
  const symbol = parts.pop();
  return `OPERATOR(${parts.map((part) => `${quoteIdentifier(part)}.`).join('')}${symbol})`;
}

/**
 * How tightly a left-associative operator binds (gram.y's precedence table), or null for one that doesn't associate:
 * `a < b < c` is no expression.
 */
export function bindingOf(name: unknown): number | null {
  const parts = listOf(name);
  const symbol = parts.length === 1 ? nameIn(parts[0]) : '';
  if (!mathOperators.has(symbol)) return 0;
  if (symbol === '+' || symbol === '-') return 1;
  if (symbol === '*' || symbol === '/' || symbol === '%') return 2;
  return symbol === '^' ? 3 : null;
}
