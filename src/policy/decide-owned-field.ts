import { categoryCovers } from '../datamap/index.js';
import { decideFieldFor } from './decide-field.js';
import type { FieldDecision } from './decision.js';
import { printName } from './print-name.js';
import { requiredWill } from './row-requirements.js';
import type { Standing } from './standing.js';

/**
 * How an admitted asker sees a field of a relation or resource. Where the purpose needs the subject's will and the data lead to
 * no subject, nobody can be asked: then only what is the system's own (`system` and below) may be shown.
 */
export function decideOwnedField(
  standing: Standing,
  owner: { readonly subject: object | null },
  category: string,
): FieldDecision {
  const decision = decideFieldFor(standing, category);
  const unasked = requiredWill(standing) !== null && owner.subject === null && !categoryCovers('system', category);
  if (!unasked || decision.kind === 'withhold') return decision;
  const { name, basis } = standing.purpose;
  const because = `purpose ${printName(name)} rests on ${printName(basis)}, and the data lead to no subject to ask`;
  return { kind: 'withhold', absent: standing.withholdAbsent, reason: { ...decision.reason, rule: null, because } };
}
