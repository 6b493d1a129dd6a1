import type { DataMap, RelationEntry } from '../datamap/index.js';
import { decideFieldFor } from './decide-field.js';
import { decideScannedField } from './decide-scanned-field.js';
import type { RelationDecision } from './decision.js';
import { mayWrite } from './may-write.js';
import { rowRequirements } from './row-requirements.js';
import type { Standing } from './standing.js';

/** What an admitted asker may see and write of one relation. */
export function decideRelation(standing: Standing, dataMap: DataMap, entry: RelationEntry): RelationDecision {
  const decided = [...entry.columns].map(([column, field]) => ({
    column,
    field,
    decision: decideScannedField(standing, entry, field),
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
