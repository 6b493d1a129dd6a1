import { as, isStruct, listOf, type Struct, textOf } from '../../sql/index.js';

/** What stands in FROM, by name, and the outer joins that become inner ones where a comparison with a constant holds of it. */
export type Reached = ReadonlyMap<string, readonly Struct[]>;

/**
 * The items of which a comparison that holds of a row can be asked where they are read. Those that nothing is made NULL of in the
 * result, and those to the right of a LEFT JOIN: a row without one of those meets no such comparison, so that the join may as well be
 * an inner one. But not of a join by name, whose columns in common are the left side's in the one and either side's in the other.
 */
export function reachedItems(from: readonly unknown[]): Reached {
  const reached = new Map<string, readonly Struct[]>();
  const visit = (node: unknown, outer: readonly Struct[]): void => {
    const join = as(node, 'JoinExpr');
    if (join === undefined) {
      const alias = as(node, 'RangeSubselect')?.alias;
      if (isStruct(alias)) reached.set(textOf(alias.aliasname) ?? '', outer);
      return;
    }
    if (join.alias !== undefined) return;
    const isByName = join.isNatural === true || join.usingClause !== undefined;
    if (join.jointype === 'JOIN_INNER' || join.jointype === 'JOIN_LEFT') visit(join.larg, outer);
    if (join.jointype === 'JOIN_INNER' || join.jointype === 'JOIN_RIGHT') visit(join.rarg, outer);
    if (join.jointype === 'JOIN_LEFT' && !isByName) visit(join.rarg, [...outer, join]);
  };
  for (const node of from) visit(node, []);
  return reached;
}

/** The same for a join's own condition: a side that it keeps all rows of is not filtered by it. */
export function reachedByCondition(join: Struct): Reached {
  const isInner = join.jointype === 'JOIN_INNER';
  return reachedItems([
    ...(isInner || join.jointype === 'JOIN_RIGHT' ? [join.larg] : []),
    ...(isInner || join.jointype === 'JOIN_LEFT' ? [join.rarg] : []),
  ]);
}

/** Of FROM. */
export function reachedInFrom(select: Struct): Reached {
  return reachedItems(listOf(select.fromClause));
}
