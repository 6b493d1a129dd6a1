import type { DataMap, FieldEntry, ResourceEntry } from '../datamap/index.js';
import { decideScannedField } from './decide-scanned-field.js';
import type { FieldDecision, ResourceDecision } from './decision.js';
import { mayWrite } from './may-write.js';
import { rowRequirements } from './row-requirements.js';
import type { Standing } from './standing.js';

/** What stands outside of the records (a total, a header) is nobody's in particular: there is no subject to ask. */
const nobody = { subject: null };

/** What an admitted asker may see and write of one resource: the twin of `decideRelation`. */
export function decideResource(standing: Standing, dataMap: DataMap, entry: ResourceEntry): ResourceDecision {
  const decided = (fields: ReadonlyMap<string, FieldEntry>, owner: { readonly subject: object | null }) =>
    new Map<string, FieldDecision>(
      [...fields].map(([path, field]) => [path, decideScannedField(standing, owner, field)]),
    );
  const fields = decided(entry.fields, entry);
  const writes = [...entry.fields].flatMap(([path, { category }]) => {
    const decision = fields.get(path);
    return decision !== undefined && mayWrite(standing, category, decision) ? [path] : [];
  });
  return {
    entry,
    fields,
    envelope: decided(entry.envelope, nobody),
    headers: decided(entry.headers, nobody),
    rows: rowRequirements(standing, dataMap, entry),
    writable: new Set(writes),
    deletable: writes.length > 0 && writes.length === entry.fields.size,
  };
}
