import { invariant } from '../base/index.js';
import { GatewayError } from '../errors/index.js';
import { allPrinters } from './print/all-printers.js';
import { isAtom } from './print/atom.js';
import { deparse } from './print/deparse.js';
import { structIn } from './print/fields.js';
import type { Printer } from './print/printer.js';
import { listOf, type TreeNode, tagOf } from './tree.js';

/**
 * Prints a statement's tree as text. What it prints is not believed: the referee parses it again and compares.
 *
 * @throws GatewayError `statement_too_complex` when the tree is too deep to print, `refused` when no text would have it.
 */
export function print(node: TreeNode): string {
  try {
    return printer.print(node);
  } catch (fault) {
    if (fault instanceof RangeError) {
      throw new GatewayError('statement_too_complex', 'the statement is nested too deeply', { cause: fault });
    }
    throw new GatewayError('refused', 'the statement can not be printed', { cause: fault });
  }
}

const printer: Printer = {
  print: (node) => {
    const wrapped = structIn(node);
    const tag = tagOf(wrapped);
    if (tag === null) throw new Error('a node is of no kind');
    const printNode = allPrinters[tag];
    if (printNode === undefined) return deparse(wrapped as TreeNode, printer, isPrintable);
    return printNode(structIn(wrapped[tag]), printer);
  },
  operand: (node) => (isAtom(structIn(node)) ? printer.print(node) : `(${printer.print(node)})`),
  bare: (kind, struct) => {
    const printNode = allPrinters[kind];
    invariant(printNode !== undefined, `no printer for ${kind}`);
    return printNode(structIn(struct), printer);
  },
  list: (nodes) => {
    const items = listOf(nodes);
    let text = '';
    for (let at = 0; at < items.length; at += 1)
      text += at === 0 ? printer.print(items[at]) : `, ${printer.print(items[at])}`;
    return text;
  },
};

/** Kinds that the deparser prints as parts of its statements in ways of their own. */
const deparsed = new Set([
  'String',
  'Integer',
  'Float',
  'Boolean',
  'A_Star',
  'IndexElem',
  'ColumnDef',
  'IntoClause',
  'CollateClause',
]);

function isPrintable(tag: string | null): boolean {
  return tag !== null && Object.hasOwn(allPrinters, tag) && !deparsed.has(tag);
}
