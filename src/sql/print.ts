import { Deparser } from 'pgsql-deparser';
import { GatewayError } from '../errors/index.js';
import type { TreeNode } from './tree.js';

/**
 * Prints a statement's tree as text. What it prints is not believed: the referee parses it again and compares.
 *
 * @throws GatewayError `statement_too_complex` when the tree is too deep to print.
 */
export function print(node: TreeNode): string {
  try {
    return new FaithfulDeparser(node as ConstructorParameters<typeof Deparser>[0], { pretty: false }).deparseQuery();
  } catch (fault) {
    if (fault instanceof RangeError) {
      throw new GatewayError('statement_too_complex', 'the statement is nested too deeply', { cause: fault });
    }
    throw new GatewayError('refused', 'the statement can not be printed', { cause: fault });
  }
}

/** Prints what the deparser would print as something that reads otherwise. */
class FaithfulDeparser extends Deparser {
  /** `x::pg_catalog.text`, as psql writes it, would lose its schema. */
  override TypeCast(...[cast, context]: Parameters<Deparser['TypeCast']>): string {
    const type = cast.typeName === undefined ? '' : this.TypeName(cast.typeName, context);
    if (type.startsWith('pg_catalog.')) return `CAST(${this.visit(cast.arg as never, context)} AS ${type})`;
    return super.TypeCast(cast, context);
  }
}
