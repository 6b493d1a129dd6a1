import { as, isStruct, listOf, nameParts, type Struct, type TreeNode, textOf } from '../../sql/index.js';
import { endsInStar, outputName } from './output-name.js';

/** The columns of a select list (by index) that ORDER BY, GROUP BY or DISTINCT mean by number, by name, or by all. */
export function sortedTargets(select: Struct): ReadonlySet<number> {
  const targets = listOf(select.targetList);
  const distinct = listOf(select.distinctClause);
  // A bare DISTINCT stands as a list of one empty item.
  if (distinct.length > 0 && distinct.every((node) => Object.keys(node).length === 0)) {
    return new Set(targets.keys());
  }
  const found = new Set<number>();
  const keys = sortKeys(select);
  const named = new Map<string | null | undefined, number[]>();
  /** Those of which it is not known how they are called. */
  const unnamed: number[] = [];
  if (keys.length > 0) {
    targets.forEach((node, index) => {
      const name = nameOf(node);
      if (name === null) unnamed.push(index);
      const sameName = named.get(name);
      if (sameName === undefined) named.set(name, [index]);
      else sameName.push(index);
    });
  }
  for (const key of keys) {
    const ordinal = as(as(key, 'A_Const'), 'ival')?.ival;
    if (typeof ordinal === 'number' && targets.some((node) => endsInStar(as(node, 'ResTarget')?.val)))
      return new Set(targets.keys());
    if (typeof ordinal === 'number') found.add(ordinal - 1);
    const parts = nameParts(as(key, 'ColumnRef')?.fields);
    if (parts?.length !== 1) continue;
    for (const index of [...(named.get(parts[0]) ?? []), ...unnamed]) found.add(index);
    // Each is found but once, however often it is named.
    named.delete(parts[0]);
    unnamed.length = 0;
  }
  return found;
}

/** What ORDER BY, GROUP BY and DISTINCT ON name, within GROUPING SETS and its like too. */
export function sortKeys(select: Struct): readonly unknown[] {
  const keys = [
    ...listOf(select.sortClause).map((node) => as(node, 'SortBy')?.node),
    ...listOf(select.groupClause),
    ...listOf(select.distinctClause),
  ];
  return keys.flatMap(withinSets);
}

/** What a window tells rows apart and sorts them by. */
export function windowKeys(window: unknown): readonly unknown[] {
  if (!isStruct(window)) return [];
  return [...listOf(window.partitionClause), ...listOf(window.orderClause).map((node) => as(node, 'SortBy')?.node)];
}

/** The keys of a grouping set; any other as it is. */
function withinSets(key: unknown): readonly unknown[] {
  const set = as(key, 'GroupingSet');
  return set === undefined ? [key] : listOf(set.content).flatMap(withinSets);
}

function nameOf(node: TreeNode): string | null | undefined {
  const target = as(node, 'ResTarget');
  if (target === undefined) return undefined;
  return textOf(target.name) ?? (isStruct(target.val) ? outputName(target.val as TreeNode) : undefined);
}
