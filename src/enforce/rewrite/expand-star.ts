import { GatewayError } from '../../errors/index.js';
import { as, isStruct, listOf, type Struct, stringNode, type TreeNode } from '../../sql/index.js';
import { refused } from '../refused.js';
import { starItems } from './query-columns.js';
import type { Scope, ScopeItem } from './scope.js';

/**
 * A guard that gives system columns shows them to `*` as well, which a table does not. So a star over such a guard is
 * written out.
 *
 * @throws GatewayError `refused` where that can't be done.
 */
export function expandStars(select: Struct, scope: Scope): void {
  if (!scope.items.some((item) => item.extras.length > 0)) return;
  if (mergesColumns(select.fromClause)) throw systemColumnsRefused();
  // A SELECT without a list has no star.
  if (select.targetList === undefined) return;
  const expanded: TreeNode[] = [];
  for (const node of listOf(select.targetList)) {
    expanded.push(...expand(node, scope));
    assertFewTargets(expanded.length);
  }
  select.targetList = expanded;
}

/** MaxTupleAttributeNumber of htup_details.h. */
const targetsMax = 1_664;

/** What PostgreSQL says of a select list that is too long, said before it is made. @throws GatewayError `limit_exceeded`. */
export function assertFewTargets(count: number): void {
  if (count <= targetsMax) return;
  throw new GatewayError('limit_exceeded', `target lists can have at most ${targetsMax} entries`, {
    sqlstate: '54011',
  });
}

function expand(node: TreeNode, scope: Scope): readonly TreeNode[] {
  const value = as(node, 'ResTarget')?.val;
  const items = isStruct(value) ? starItems(value as TreeNode, scope) : undefined;
  if (items === undefined || items.every((item) => item.extras.length === 0)) return [node];
  return items.flatMap((item) => columnsOf(item));
}

function columnsOf(item: ScopeItem): readonly TreeNode[] {
  const { alias, columns, extras } = item;
  if (alias === null || columns === null) throw systemColumnsRefused();
  return columns
    .filter((column) => !extras.includes(column.name))
    .map(({ name }) => ({
      ResTarget: { name, val: { ColumnRef: { fields: [stringNode(alias), stringNode(name)] } } },
    }));
}

/** NATURAL and USING join by name: a system column in both would join as well. */
function mergesColumns(from: unknown): boolean {
  if (Array.isArray(from)) return from.some(mergesColumns);
  const join = as(from, 'JoinExpr');
  if (join === undefined) return false;
  return (
    join.isNatural === true || join.usingClause !== undefined || mergesColumns(join.larg) || mergesColumns(join.rarg)
  );
}

function systemColumnsRefused() {
  return refused(
    'system columns of a protected relation are not handled by the guard here',
    'name the columns one by one',
  );
}
