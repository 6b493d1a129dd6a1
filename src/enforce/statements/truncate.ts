import { as, listOf, type Struct } from '../../sql/index.js';
import { refused } from '../refused.js';
import { assertDeletable } from '../rewrite/assignments.js';
import type { RewriteContext } from '../rewrite/context.js';
import { nameOf } from '../rewrite/relation-name.js';
import { openTarget } from '../rewrite/target.js';

/**
 * TRUNCATE is a DELETE of all rows: who sees all of them and may delete each may do it.
 *
 * @throws GatewayError `refused`.
 */
export function admitTruncate(struct: Struct, context: RewriteContext): void {
  if (struct.behavior === 'DROP_CASCADE') {
    throw refused('TRUNCATE … CASCADE is not permitted', 'name each table that shall be emptied');
  }
  for (const node of listOf(struct.relations)) {
    const range = as(node, 'RangeVar');
    if (range === undefined) throw refused('TRUNCATE of something other than a table is not handled by the guard');
    if (range.schemaname === undefined)
      context.edits.qualify(range.location, openTarget(range, context).relation.schema);
    const { compiled, relation } = openTarget(range, context);
    if (compiled === null) continue;
    assertDeletable(compiled, range, context);
    if (compiled.filter === null) continue;
    throw refused(
      `\`${nameOf(relation)}\` has rows that may not be seen for this purpose`,
      'DELETE takes those that may be seen',
    );
  }
}
