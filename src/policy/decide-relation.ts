import { categoryCovers, type DataMap, type FieldEntry, type RelationEntry } from '../datamap/index.js';
import { decideFieldFor } from './decide-field.js';
import type { FieldDecision, RelationDecision } from './decision.js';
import { mayWrite } from './may-write.js';
import { printName } from './print-name.js';
import { requiredWill, rowRequirements } from './row-requirements.js';
import type { Standing } from './standing.js';

/** What an admitted asker may see and write of one relation. */
export function decideRelation(standing: Standing, dataMap: DataMap, entry: RelationEntry): RelationDecision {
  const decided = [...entry.columns].map(([column, field]) => ({
    column,
    field,
    decision: withholdFromUnasked(standing, entry, field, decideFieldFor(standing, field.category)),
  }));
  return {
    entry,
    fields: new Map(decided.map(({ column, decision }) => [column, decision])),
    unclassified: decideFieldFor(standing, null),
    rows: rowRequirements(standing, dataMap, entry),
    writable: new Set(
      decided.filter(({ field, decision }) => mayWrite(standing, field.category, decision)).map(({ column }) => column),
    ),
  };
}

/**
 * Where the purpose needs the subject's will and the relation leads to no subject, nobody can be asked: then only what is
 * the system's own (`system` and below) may be shown.
 */
function withholdFromUnasked(
  standing: Standing,
  entry: RelationEntry,
  { category }: FieldEntry,
  decision: FieldDecision,
): FieldDecision {
  const unasked = requiredWill(standing) !== null && entry.subject === null && !categoryCovers('system', category);
  if (!unasked || decision.kind === 'withhold') return decision;
  const { name, basis } = standing.purpose;
  const because = `purpose ${printName(name)} rests on ${printName(basis)}, and the relation leads to no subject to ask`;
  return { kind: 'withhold', absent: standing.withholdAbsent, reason: { ...decision.reason, rule: null, because } };
}
