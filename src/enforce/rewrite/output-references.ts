import { as, listOf, nameParts, type Struct } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import type { ScopeColumn } from './scope.js';
import { withinSets } from './sorted-targets.js';

/**
 * Notes the keys of ORDER BY, GROUP BY and DISTINCT ON that are the bare name of an output column (PostgreSQL docs, SELECT): such a
 * name need be no column of what is read. `columns` are the output's; null when they are not known.
 */
export function noteOutputReferences(
  select: Struct,
  columns: readonly ScopeColumn[] | null,
  { outputReferences }: RewriteContext,
): void {
  const keys = [
    ...listOf(select.sortClause).map((node) => as(node, 'SortBy')?.node),
    ...listOf(select.groupClause),
    ...listOf(select.distinctClause),
  ];
  for (const key of keys.flatMap(withinSets)) {
    const reference = as(key, 'ColumnRef');
    const parts = nameParts(reference?.fields);
    if (reference === undefined || parts?.length !== 1) continue;
    if (columns === null || columns.some(({ name }) => name === parts[0])) outputReferences.add(reference);
  }
}
