import { as, isStruct, listOf, type Struct, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { RewriteContext } from '../rewrite/context.js';
import { findRelationOf, isSystem, nameOf } from '../rewrite/relation-name.js';
import type { StatementState } from './statement-state.js';

/**
 * VACUUM, ANALYZE, REINDEX, CLUSTER and REFRESH MATERIALIZED VIEW, for principals that `may` do maintenance: they answer
 * nothing. What they would say in between counts rows.
 *
 * @throws GatewayError `refused`.
 */
export function admitMaintenance(struct: Struct, { context }: StatementState): void {
  if (!context.view.may.has('maintenance')) {
    throw refused('maintenance is not permitted', 'an operator can permit it: `may: [maintenance]`');
  }
  // REFRESH … CONCURRENTLY shows a row that is there twice.
  context.findings.mayTell = true;
  for (const node of [...listOf(struct.options), ...listOf(struct.params)]) {
    if (textOf(as(node, 'DefElem')?.defname) === 'verbose') {
      throw refused('VERBOSE is not permitted', 'it tells of rows that may not be seen');
    }
  }
  if (isStruct(struct.relation)) nameWhole(struct.relation, context);
  for (const node of listOf(struct.rels)) {
    const range = as(node, 'VacuumRelation')?.relation;
    if (isStruct(range)) nameWhole(range, context);
  }
}

/** The relation as it is stands in the statement. */
function nameWhole(range: Struct, context: RewriteContext): void {
  const relation = findRelationOf(range, context);
  if (isSystem(relation)) throw refused(`\`${nameOf(relation)}\` is the server’s own`);
  context.targets.add(range);
  if (range.schemaname === undefined) context.edits.qualify(range.location, relation.schema);
  range.schemaname = relation.schema;
  delete range.catalogname;
}
