import type { DataMap, RelationEntry, ResourceEntry } from '../datamap/index.js';
import type { RowRequirement } from './decision.js';
import { rowConditions } from './row-conditions.js';
import type { Standing } from './standing.js';

/**
 * Everything that a row of the relation, or a record of the resource, must meet to be shown: what its subject wills, each matching rule's condition, and
 * the retention period. One that leads to no subject has nobody to ask: `decideOwnedField` sees to its fields.
 */
export function rowRequirements(
  standing: Standing,
  dataMap: DataMap,
  entry: RelationEntry | ResourceEntry,
): readonly RowRequirement[] {
  const will = requiredWill(standing);
  return [
    ...(will !== null && entry.subject !== null ? [{ kind: will, purpose: standing.purpose.name }] : []),
    ...standing.rules.flatMap((rule) =>
      rowConditions(rule, dataMap, entry).map((condition) => ({ kind: 'rule' as const, rule: rule.name, condition })),
    ),
    ...retention(entry),
  ];
}

function retention({ retain }: RelationEntry | ResourceEntry): readonly RowRequirement[] {
  if (retain === null) return [];
  const { months, days } = retain;
  return [{ kind: 'retention', column: 'column' in retain ? retain.column : retain.field, months, days }];
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
