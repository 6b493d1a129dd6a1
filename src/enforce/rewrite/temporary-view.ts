import { as, parse, type SearchPath, type Struct } from '../../sql/index.js';
import { refused } from '../refused.js';

/**
 * A temporary view of one session, as it was last defined. In the store stands a view of its name and columns that reads nothing
 * protected; what the session reads is its definition, rewritten under what holds when it is read.
 */
export interface TemporaryView {
  readonly name: string;
  readonly columns: readonly string[];
  /** The SELECT as its client meant it. */
  readonly definition: string;
  /** The search_path that its names are found by. */
  readonly path: SearchPath;
}

/** By name; null: whether the store has it as it was defined is not known. */
export type TemporaryViews = ReadonlyMap<string, TemporaryView | null>;

/** Its definition, to be rewritten. @throws GatewayError `refused` when it is not known to be that. */
export function definitionOf(name: string, view: TemporaryView | null): TemporaryView & { readonly select: Struct } {
  if (view === null) {
    throw refused(
      `whether temporary view \`${name}\` is as it was defined last is not known: something failed since, or was rolled back`,
      'define it anew: CREATE OR REPLACE TEMPORARY VIEW',
    );
  }
  const select = as(parse(view.definition)[0]?.node, 'SelectStmt');
  if (select === undefined) throw refused(`the definition of \`${name}\` is not a SELECT`);
  return { ...view, select };
}
