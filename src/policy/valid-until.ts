import type { Policy } from './model.js';
import type { Standing } from './standing.js';

/**
 * The next moment (ms since 1970) at which the clock alone could change what was decided for this asker: the end of its
 * agreement, or of an attestation that a rule of its purpose asks about. Infinity: never.
 */
export function validUntil(policy: Policy, standing: Standing, now: number): number {
  const { principal, recipient, asker } = standing;
  const courses = policy.rules
    .filter((rule) => rule.purpose === asker.purpose)
    .flatMap((rule) => rule.when.withoutTraining ?? []);
  const ends = courses.flatMap((course) => principal.training.get(course) ?? []);
  if (recipient.agreement !== null) ends.push(recipient.agreement.until);
  return Math.min(Number.POSITIVE_INFINITY, ...ends.filter((end) => end > now));
}
