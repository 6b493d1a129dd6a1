import { as, listOf, nameParts, type Struct, type TreeNode } from '../../sql/index.js';
import { resolve, type Scope, type ScopeColumn } from './scope.js';

/**
 * ORDER BY and DISTINCT ON take a bare name for an output column before any other (PostgreSQL docs, SELECT). Where it would be a
 * column of the relation that is written besides, which is replaced by its mask, the output column is named by its position: that
 * can't be taken for anything else. `columns` are the output's; null when they are not known.
 */
export function sortByPosition(select: Struct, columns: readonly ScopeColumn[] | null, scope: Scope): void {
  if (columns === null) return;
  const moved = (key: unknown): TreeNode => {
    const [name = '', ...more] = nameParts(as(key, 'ColumnRef')?.fields) ?? [];
    if (name === '' || more.length > 0 || !meansTarget(name, scope)) return key as TreeNode;
    const [position, ...others] = columns.flatMap((column, index) => (column.name === name ? [index + 1] : []));
    if (position === undefined || others.length > 0) return key as TreeNode;
    return { A_Const: { ival: { ival: position } } };
  };
  for (const node of listOf(select.sortClause)) {
    const sort = as(node, 'SortBy');
    if (sort !== undefined) sort.node = moved(sort.node);
  }
  if (select.distinctClause !== undefined) select.distinctClause = listOf(select.distinctClause).map(moved);
}

function meansTarget(name: string, scope: Scope): boolean {
  const meaning = resolve(scope, [name]);
  return (meaning.kind === 'unknown' ? meaning.shadowed : meaning.item)?.target != null;
}
