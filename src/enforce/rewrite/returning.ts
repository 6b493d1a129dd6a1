import type { Steps } from '../../base/index.js';
import { as, isStruct, listOf, type Struct, stringNode, type TreeNode, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { RewriteContext } from './context.js';
import { assertFewTargets } from './expand-star.js';
import { isBareStar, outputColumns, starItems } from './query-columns.js';
import { innerScope, type Scope, type ScopeColumn } from './scope.js';
import { rewriteTargets } from './select-list.js';
import { type Target, targetItem } from './target.js';

/**
 * RETURNING sees of the written relation what may be seen of it.
 *
 * @returns the columns that it gives, or null when they are not known.
 */
export function* rewriteReturning(
  statement: Struct,
  target: Target,
  scope: Scope,
  context: RewriteContext,
): Steps<readonly ScopeColumn[] | null> {
  const clause = statement.returningClause;
  if (!isStruct(clause)) return [];
  const inner = innerScope(null, scope.ctes);
  inner.items.push(...scope.items);
  inner.merges.push(...scope.merges);
  // An INSERT has no FROM to be named in: its target can be named here alone.
  if (inner.items.length === 0) inner.items.push(targetItem(target, context));
  for (const name of versionNames(clause)) {
    inner.items.push(targetItem(target, context, name, { qualifiedOnly: true, qualified: null }));
  }
  const targets: TreeNode[] = [];
  for (const node of listOf(clause.exprs)) {
    targets.push(...expandStar(node, inner));
    assertFewTargets(targets.length);
  }
  const select: Struct = { targetList: targets };
  const columns = outputColumns(select, inner, context);
  yield* rewriteTargets(select, () => ({ scope: inner, exposed: false, context }));
  clause.exprs = select.targetList;
  return columns;
}

/** What RETURNING calls the row before and after: OLD and NEW, or the names that WITH gives them. PostgreSQL 18 docs, 6.4. */
function versionNames(clause: Struct): readonly string[] {
  const names = { RETURNING_OPTION_OLD: 'old', RETURNING_OPTION_NEW: 'new' };
  for (const node of listOf(clause.options)) {
    const option = as(node, 'ReturningOption');
    const kind = textOf(option?.option) ?? 'RETURNING_OPTION_OLD';
    const value = textOf(option?.value);
    if (value !== undefined && (kind === 'RETURNING_OPTION_OLD' || kind === 'RETURNING_OPTION_NEW'))
      names[kind] = value;
  }
  return Object.values(names);
}

/** A star that reaches a protected target as the columns that may be seen of it, one by one. */
function expandStar(node: TreeNode, scope: Scope): readonly TreeNode[] {
  const value = as(node, 'ResTarget')?.val;
  const items = isStruct(value) ? starItems(value as TreeNode, scope) : undefined;
  if (items === undefined || items.every((item) => item.target === null)) return [node];
  if (isBareStar(value) && scope.merges.length > 0)
    throw refused(
      'RETURNING * with a join by USING or NATURAL is not handled by the guard',
      'name the columns one by one',
    );
  return items.flatMap((item) => {
    const alias = item.alias;
    if (alias === null)
      throw refused('RETURNING * with a nameless item is not handled by the guard', 'name the columns one by one');
    if (item.target === null) return [output([stringNode(alias), { A_Star: {} }], null)];
    return item.target.columns
      .filter((column) => column.shown !== 'absent')
      .map((column) => output([stringNode(alias), stringNode(column.column.name)], column.column.name));
  });
}

function output(fields: readonly TreeNode[], name: string | null): TreeNode {
  return { ResTarget: { ...(name === null ? {} : { name }), val: { ColumnRef: { fields } } } };
}
