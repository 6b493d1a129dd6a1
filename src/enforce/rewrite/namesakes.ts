import { randomToken } from '../../base/index.js';
import { as, listOf, type Relation, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import { namesOf } from './level-names.js';
import type { Scope, ScopeItem } from './scope.js';

/** Unknown to clients: none of their names can be taken for one of these. */
const nonce = randomToken(8);

/**
 * PostgreSQL lets relations of several schemas stand side by side, or one query within the other, under one name, and be told apart as
 * `schema.table.column`. Guards are subqueries, which have no schema. So the first one keeps its name, and each further one gets
 * one that nobody else has.
 *
 * @returns the name for a relation that has no alias; null where it keeps its own, also where PostgreSQL will complain of it.
 */
export function nameBeside({ schema, name }: Relation, scope: Scope): string | null {
  if (namesOf(scope.items).qualified(schema, name) !== undefined) return null;
  for (let level: Scope | null = scope; level !== null; level = level.outer) {
    const namesake = namesOf(level.items).item(name);
    if (namesake === undefined) continue;
    if (!namesake.qualified) return null;
    const { schema: other } = namesake.qualified;
    if (other !== schema) return `damask_t_${nonce}_${depthOf(scope)}_${scope.items.length}`;
  }
  return null;
}

/** How many queries are around: what is named in one of them may be meant in those within. */
function depthOf(scope: Scope): number {
  let depth = 0;
  for (let level = scope.outer; level !== null; level = level.outer) depth += 1;
  return depth;
}

/**
 * `schema.table` is sent as `table`, which something in a query further in may be called as well.
 *
 * @throws GatewayError `refused` then.
 */
export function assertReached(item: ScopeItem, scope: Scope): void {
  if (item.alias === null || item.called !== undefined) return;
  for (let level: Scope | null = scope; level !== null; level = level.outer) {
    const first = namesOf(level.items).item(item.alias);
    if (first === item) return;
    if (first !== undefined && first.called === undefined) throw severalMeant(item.alias);
  }
}

/** FOR UPDATE OF names what stands in FROM as the client calls it. */
export function nameLocked(lockingClause: unknown, { items }: Scope): void {
  for (const node of listOf(lockingClause)) {
    for (const locked of listOf(as(node, 'LockingClause')?.lockedRels)) {
      const range = as(locked, 'RangeVar') ?? {};
      const named = namesOf(items).item(textOf(range.relname) ?? '');
      if (named?.called !== undefined) range.relname = named.alias;
    }
  }
}

export function severalMeant(name: string) {
  return refused(
    `\`${name}\` could mean more than one relation`,
    'name it with its schema, or give the relations aliases',
  );
}
