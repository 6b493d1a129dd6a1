/**
 * policy: the model, and the decision with its reasons. Start at decision.ts (what is answered), then decide.ts (how).
 *
 * Invariant: pure. A field on which no rule speaks is withheld; a rule that throws counts as a refusal.
 */

export { admit } from './admit.js';
export { decide } from './decide.js';
export { decideField } from './decide-field.js';
export { isLookedThrough } from './decide-scanned-field.js';
export type * from './decision.js';
export {
  type DecisionExplanation,
  explainDecision,
  explainResource,
  type FieldExplanation,
  type RelationExplanation,
  type RowExplanation,
} from './explain-decision.js';
export { hidingFields } from './hiding-fields.js';
export type * from './model.js';
export { signalRefusal } from './opt-out-signal.js';
export { rowConditions } from './row-conditions.js';
export { strictestMask } from './strictest-mask.js';
