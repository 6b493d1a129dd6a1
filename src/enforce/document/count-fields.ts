import type { ResourceDecision } from '../../policy/index.js';

/** Declared fields by how they are shown. */
export type FieldCounts = Readonly<Record<'pass' | 'mask' | 'withhold', number>>;

export function countFields(decisions: readonly Pick<ResourceDecision, 'fields'>[]): FieldCounts {
  const counts = { pass: 0, mask: 0, withhold: 0 };
  for (const { fields } of decisions) for (const { kind } of fields.values()) counts[kind] += 1;
  return counts;
}
