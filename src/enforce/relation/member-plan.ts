import type { DocumentPlan, FieldPlan, Treatment } from '../../json/index.js';
import { compileMask, type Mask, type MaskKeys } from '../../masks/index.js';
import type { FieldDecision } from '../../policy/index.js';
import { memberMask } from '../document/member-mask.js';
import type { MemberKey } from './column-keys.js';

/** What comes out of a column's documents, as an HTTP store's plan says it. */
export interface MemberPlan {
  readonly document: DocumentPlan;
  /** The mask behind each treatment that masks. */
  readonly masks: ReadonlyMap<Treatment, Mask>;
}

/**
 * The plan of a json column of which members are declared. `rest` is what the column's own category shows of those that are
 * not: nothing, unless it passes.
 */
export function memberPlan(
  members: readonly MemberKey[],
  decisionOf: (key: string) => FieldDecision,
  rest: 'pass' | 'withhold',
  keys: MaskKeys,
): MemberPlan {
  const masks = new Map<Treatment, Mask>();
  const treatmentOf = (decision: FieldDecision): Treatment => {
    if (decision.kind !== 'mask') return { kind: decision.kind };
    const mask = compileMask(decision.mask);
    if ('issue' in mask) return { kind: 'withhold' };
    const treatment: Treatment = { kind: 'mask', mask: memberMask(decision.mask, null, keys) };
    masks.set(treatment, mask);
    return treatment;
  };
  const fields: FieldPlan[] = members.map(({ key, path }) => ({ path, treatment: treatmentOf(decisionOf(key)) }));
  const whole: FieldPlan = { path: { source: '$', segments: [] }, treatment: { kind: rest } };
  return { document: { records: [], fields: [whole, ...fields] }, masks };
}
