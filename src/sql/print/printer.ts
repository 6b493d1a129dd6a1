import type { Struct } from '../tree.js';

/** What the printer of one kind of node asks of the printers of the others. */
export interface Printer {
  /** A wrapped node where nothing can tear it apart: between commas, in parentheses, between two reserved words. */
  print(node: unknown): string;
  /** A wrapped expression as an operand: in parentheses, unless it is one of grammar's `c_expr`. */
  operand(node: unknown): string;
  /** A struct that stands bare in its field, because only one kind can stand there. */
  bare(kind: string, struct: unknown): string;
  /** Wrapped nodes between commas. */
  list(nodes: unknown): string;
}

/**
 * Prints the struct of one kind of node (gram.y of PostgreSQL 18 is the reference) so that it parses back to itself.
 *
 * @throws Error when no text parses to such a tree.
 */
export type PrintNode = (struct: Struct, printer: Printer) => string;

/** Printers by the kind of node. */
export type NodePrinters = Readonly<Record<string, PrintNode>>;

/** What is there, between spaces. */
export function words(...parts: readonly (string | false | undefined)[]): string {
  let text = '';
  for (const part of parts) {
    if (part === undefined || part === false || part === '') continue;
    text = text === '' ? part : `${text} ${part}`;
  }
  return text;
}

/** `keyword` and what `print` makes of `value`, or nothing when there is no value. */
export function clause(keyword: string, value: unknown, print: (value: unknown) => string): string {
  return value === undefined ? '' : `${keyword} ${print(value)}`;
}

/** One word for each value that a field can have. @throws Error for a value that has none. */
export function oneOf<Value extends string>(words: Readonly<Record<string, Value>>, value: unknown): Value {
  const word = words[String(value)];
  if (word === undefined) throw new Error('a field has a value that can not be printed');
  return word;
}
