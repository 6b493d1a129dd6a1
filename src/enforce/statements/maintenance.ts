import { as, isStruct, listOf, type Struct, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { RewriteContext } from '../rewrite/context.js';
import { findRelationOf, isSystem, nameOf, qualifyRelation, temporaryOf } from '../rewrite/relation-name.js';
import { nameTemporary } from './name-temporary.js';
import type { StatementState } from './statement-state.js';

/**
 * VACUUM, ANALYZE, REINDEX, CLUSTER and REFRESH MATERIALIZED VIEW, for principals that `may` do maintenance, and of temporary tables
 * for who has such: they answer nothing. What they would say in between counts rows.
 *
 * @throws GatewayError `refused`.
 */
export function admitMaintenance(struct: Struct, { context }: StatementState): void {
  const ranges = rangesOf(struct);
  const areOwn = ranges.length > 0 && ranges.every((range) => temporaryOf(range, context) !== undefined);
  if (!areOwn && !context.view.may.has('maintenance')) {
    throw refused('maintenance is not permitted', 'an operator can permit it: `may: [maintenance]`');
  }
  // REFRESH … CONCURRENTLY shows a row that is there twice.
  context.findings.mayTell = true;
  for (const node of [...listOf(struct.options), ...listOf(struct.params)]) {
    if (textOf(as(node, 'DefElem')?.defname) === 'verbose') {
      throw refused('VERBOSE is not permitted', 'it tells of rows that may not be seen');
    }
  }
  for (const range of ranges) nameWhole(range, context);
}

function rangesOf({ relation, rels }: Struct): readonly Struct[] {
  const listed = listOf(rels).map((node) => as(node, 'VacuumRelation')?.relation);
  return [relation, ...listed].filter(isStruct);
}

/** The relation as it is stands in the statement. */
function nameWhole(range: Struct, context: RewriteContext): void {
  if (nameTemporary(range, context)) return;
  const relation = findRelationOf(range, context);
  if (isSystem(relation)) throw refused(`\`${nameOf(relation)}\` is the server’s own`);
  context.targets.add(range);
  qualifyRelation(range, relation.schema, context);
}
