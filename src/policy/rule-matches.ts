import type { Asker } from './decision.js';
import type { Principal, Rule } from './model.js';

/** Is the rule read for this asker at `now`? Its purpose and everything that its `when` gives must hold. */
export function ruleMatches(rule: Rule, asker: Asker, principal: Principal, now: number): boolean {
  const { principal: name, recipient, withoutTraining } = rule.when;
  return (
    rule.purpose === asker.purpose &&
    (name === undefined || name === principal.name) &&
    (recipient === undefined || recipient === principal.recipient) &&
    (withoutTraining === undefined || !isTrained(principal, withoutTraining, now))
  );
}

/** An attestation counts until its last moment; one that nobody gave, or whose date is broken, never does. */
function isTrained(principal: Principal, course: string, now: number): boolean {
  const until = principal.training.get(course);
  return until !== undefined && now < until;
}
