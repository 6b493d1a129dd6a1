/**
 * policy: the model, and the decision with its reasons. Start at decision.ts.
 *
 * Invariant: pure. A field on which no rule speaks is withheld; a rule that throws counts as a refusal.
 */

export type * from './decision.js';
export type * from './model.js';
