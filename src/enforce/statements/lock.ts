import { as, listOf, type Relation, type Struct } from '../../sql/index.js';
import { refused } from '../refused.js';
import { isWritable } from '../relation/compiled-relation.js';
import type { RewriteContext } from '../rewrite/context.js';
import { findRelationOf, isSystem, nameOf, qualifyRelation, unlisted } from '../rewrite/relation-name.js';
import { nameTemporary } from './name-temporary.js';

/** LockTableStmt.mode: AccessShareLock, RowShareLock, RowExclusiveLock (lockdefs.h). Reading and writing take such by themselves. */
const commonModeMax = 3;

/**
 * LOCK shows nothing, but keeps others out: a mode that does is for those who may write the relation.
 *
 * @throws GatewayError `refused`.
 */
export function admitLock(struct: Struct, context: RewriteContext): void {
  for (const node of listOf(struct.relations)) {
    const range = as(node, 'RangeVar');
    if (range === undefined) throw refused('LOCK of something other than a table is not handled by the guard');
    if (nameTemporary(range, context)) continue;
    const relation = findRelationOf(range, context);
    assertLockable(relation, Number(struct.mode ?? 0), context);
    context.targets.add(range);
    qualifyRelation(range, relation.schema, context);
  }
}

function assertLockable(relation: Relation, mode: number, { view }: RewriteContext): void {
  // LOCK of a view locks what it reads.
  if (isSystem(relation) || relation.kind === 'v') throw refused(`\`${nameOf(relation)}\` may not be locked`);
  const compiled = view.compiled(relation);
  if (compiled === null && (view.unlisted === 'refuse' || view.listedDescendant(relation) !== null))
    throw unlisted(relation);
  if (mode <= commonModeMax || view.may.has('maintenance')) return;
  const writes = compiled === null || compiled.columns.some(({ column }) => isWritable(compiled, column.name));
  if (writes) return;
  throw refused(
    `\`${nameOf(relation)}\` may not be locked in a mode that keeps others out`,
    'a rule can permit writing it with `write`',
  );
}
