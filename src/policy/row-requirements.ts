import type { DataMap, RelationEntry } from '../datamap/index.js';
import type { RowRequirement } from './decision.js';
import { rowTarget } from './row-target.js';
import type { Standing } from './standing.js';

/**
 * Everything that a row of the relation must meet to be shown: what its subject wills, each matching rule's condition, and
 * the retention period. A relation that leads to no subject has nobody to ask: `withholdFromUnasked` sees to its fields.
 */
export function rowRequirements(standing: Standing, dataMap: DataMap, entry: RelationEntry): readonly RowRequirement[] {
  const will = requiredWill(standing);
  return [
    ...(will !== null && entry.subject !== null ? [{ kind: will, purpose: standing.purpose.name }] : []),
    ...standing.rules.flatMap((rule) =>
      [...rule.rows]
        .filter(([key]) => rowTarget(dataMap, key) === entry)
        .map(([, condition]) => ({ kind: 'rule' as const, rule: rule.name, condition })),
    ),
    ...(entry.retain === null ? [] : [{ kind: 'retention' as const, ...entry.retain }]),
  ];
}

/** What the purpose's basis asks of the subject: GDPR Art. 6(1)(a) consent, Art. 21(1) no objection, else nothing. */
export function requiredWill(standing: Standing): 'consent' | 'no_objection' | null {
  switch (standing.purpose.basis) {
    case 'consent':
      return 'consent';
    case 'legitimate_interests':
      return 'no_objection';
    case 'contract':
    case 'legal_obligation':
    case 'vital_interests':
    case 'public_task':
      return null;
    default:
      standing.purpose.basis satisfies never;
      return 'consent';
  }
}
