import type { Asker, PolicyRefusal } from './decision.js';
import type { Policy } from './model.js';
import { standingOf } from './standing.js';

/**
 * May this principal act for this purpose at `now` (ms since 1970)? Null when it may; else why not. The purpose must be the
 * principal's, and the agreement with its recipient in force and naming the purpose.
 */
export function admit(policy: Policy, asker: Asker, now: number): PolicyRefusal | null {
  const standing = standingOf(policy, asker, now);
  return standing.kind === 'refusal' ? standing : null;
}
