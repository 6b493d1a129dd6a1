import { deparseSync } from 'pgsql-deparser';
import { GatewayError } from '../errors/index.js';
import type { TreeNode } from './tree.js';

/**
 * Prints a statement's tree as text. What it prints is not believed: the referee parses it again and compares.
 *
 * @throws GatewayError `statement_too_complex` when the tree is too deep to print.
 */
export function print(node: TreeNode): string {
  try {
    return deparseSync(node as Parameters<typeof deparseSync>[0], { pretty: false });
  } catch (fault) {
    if (fault instanceof RangeError) {
      throw new GatewayError('statement_too_complex', 'the statement is nested too deeply', { cause: fault });
    }
    throw new GatewayError('refused', 'the statement can not be printed', { cause: fault });
  }
}
