import { decideFieldFor } from './decide-field.js';
import { decideOwnedField } from './decide-owned-field.js';
import type { FieldDecision } from './decision.js';
import { requiredWill } from './row-requirements.js';
import type { Standing } from './standing.js';

/**
 * How an admitted asker sees a declared field. One with `scan: true` that would be shown as it is is looked through for personal
 * data, which stands in it of whomever: nobody knows whose it is, and no consent, condition or category of the field was meant for it.
 * It stays as it is for an asker alone to whom all that is personal is shown as it is, of everybody.
 */
export function decideScannedField(
  standing: Standing,
  owner: { readonly subject: object | null },
  { category, scan }: { readonly category: string; readonly scan: boolean },
): FieldDecision {
  const decision = decideOwnedField(standing, owner, category);
  if (!scan || decision.kind !== 'pass' || seesEverything(standing)) return decision;
  const because = `${decision.reason.because}, and it is looked through for personal data`;
  return { kind: 'mask', mask: { name: scanMask, options: undefined }, reason: { ...decision.reason, because } };
}

/** Is the field shown, and looked through first? */
export function isLookedThrough(decision: FieldDecision | undefined): boolean {
  return decision?.kind === 'mask' && decision.mask.name === scanMask;
}

/** The mask that no rule can name. */
const scanMask = 'scan';

/** All of `user` passes, no matching rule masks, withholds or holds back rows, and no subject's will is asked for. */
function seesEverything(standing: Standing): boolean {
  const { rules } = standing;
  const isOpen = rules.every(
    ({ fields, rows }) => rows.size === 0 && [...fields.values()].every(({ kind }) => kind === 'pass'),
  );
  return isOpen && requiredWill(standing) === null && decideFieldFor(standing, 'user').kind === 'pass';
}
