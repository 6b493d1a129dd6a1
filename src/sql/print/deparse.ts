import { Deparser } from 'pgsql-deparser';
import type { TreeNode } from '../tree.js';
import type { Printer } from './printer.js';

type Arguments<Method extends 'visit' | 'SelectStmt' | 'RangeVar' | 'TypeName'> = Parameters<Deparser[Method]>;

/**
 * Prints what has no printer of ours: statements that define things, whose queries and expressions are printed by ours.
 *
 * @throws Error for a kind of node that nobody prints.
 */
export function deparse(node: TreeNode, printer: Printer, isOurs: (tag: string) => boolean): string {
  return new DefinitionDeparser(node, printer, isOurs).deparseQuery();
}

class DefinitionDeparser extends Deparser {
  readonly #printer: Printer;
  readonly #isOurs: (tag: string) => boolean;

  constructor(node: TreeNode, printer: Printer, isOurs: (tag: string) => boolean) {
    super(node as ConstructorParameters<typeof Deparser>[0], { pretty: false });
    this.#printer = printer;
    this.#isOurs = isOurs;
  }

  override visit(...[node, context]: Arguments<'visit'>): string {
    return this.#isOurs(Object.keys(node)[0] ?? '') ? this.#printer.print(node) : super.visit(node, context);
  }

  override SelectStmt(...[select]: Arguments<'SelectStmt'>): string {
    return this.#printer.bare('SelectStmt', select);
  }
}
