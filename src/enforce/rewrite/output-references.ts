import { as, nameParts, type Struct } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import type { ScopeColumn } from './scope.js';
import { sortKeys } from './sorted-targets.js';

/**
 * Notes the keys of ORDER BY, GROUP BY and DISTINCT ON that are the bare name of an output column (PostgreSQL docs, SELECT): such a
 * name need be no column of what is read. `columns` are the output's; null when they are not known.
 */
export function noteOutputReferences(
  select: Struct,
  columns: readonly ScopeColumn[] | null,
  { outputReferences }: RewriteContext,
): void {
  const keys = sortKeys(select);
  const names = keys.length === 0 || columns === null ? null : new Set(columns.map(({ name }) => name));
  for (const key of keys) {
    const reference = as(key, 'ColumnRef');
    const [name, ...more] = nameParts(reference?.fields) ?? [];
    if (reference === undefined || name === undefined || more.length > 0) continue;
    if (names === null || names.has(name)) outputReferences.add(reference);
  }
}
