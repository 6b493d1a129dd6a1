import { Deparser } from 'pgsql-deparser';
import { type TreeNode, tagOf } from '../tree.js';
import type { Printer } from './printer.js';

type VisitArguments = Parameters<Deparser['visit']>;

/**
 * Prints what has no printer of ours: statements that define things, whose queries and expressions are printed by ours.
 *
 * @throws Error for a kind of node that nobody prints.
 */
export function deparse(node: TreeNode, printer: Printer, isOurs: (tag: string | null) => boolean): string {
  return new DefinitionDeparser(node, printer, isOurs).deparseQuery();
}

class DefinitionDeparser extends Deparser {
  readonly #printer: Printer;
  readonly #isOurs: (tag: string | null) => boolean;

  constructor(node: TreeNode, printer: Printer, isOurs: (tag: string | null) => boolean) {
    super(node as ConstructorParameters<typeof Deparser>[0], { pretty: false });
    this.#printer = printer;
    this.#isOurs = isOurs;
  }

  override visit(...[node, context]: VisitArguments): string {
    return this.#isOurs(tagOf(node as unknown as TreeNode)) ? this.#printer.print(node) : super.visit(node, context);
  }
}
