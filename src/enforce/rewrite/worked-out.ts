import { type Column, nameParts, type Relation, type Struct } from '../../sql/index.js';
import { compiledColumn } from '../relation/compiled-relation.js';
import type { RewriteContext } from './context.js';
import { resolve, type Scope } from './scope.js';

/*
 * A virtual column is an expression of the store's that stands wherever the column is named (PostgreSQL 18 docs, 5.4), and may raise: of
 * a row that is not to be seen, or because it is run at all.
 */

/**
 * The statement reads these columns of a relation. Those that an open transaction may have changed are not known; and a relation's policies,
 * or the server that has its rows, may fail as well.
 */
export function noteWorkedOut(
  columns: readonly Column[],
  { isPending, runsCode }: Pick<Relation, 'isPending' | 'runsCode'>,
  { findings }: RewriteContext,
): void {
  if (isPending !== true && runsCode !== true && !columns.some(({ virtual }) => virtual === true)) return;
  findings.hazard = findings.derives = findings.worksOut = true;
}

/** A column of the relation that is written, which has no fence. */
export function isWorkedOut({ fields }: Struct, scope: Scope): boolean {
  const parts = nameParts(fields) ?? [];
  const meaning = parts.length === 0 ? null : resolve(scope, parts);
  if (meaning?.kind !== 'column' || meaning.item.target === null) return false;
  return compiledColumn(meaning.item.target, parts.at(-1) ?? '')?.column.virtual === true;
}
