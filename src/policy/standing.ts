import { agreementRefusal } from './agreement.js';
import type { Asker, PolicyRefusal } from './decision.js';
import type { Policy, Principal, Purpose, Recipient, Rule } from './model.js';
import { printName, printNames } from './print-name.js';
import { ruleMatches } from './rule-matches.js';

/** Who the asker turned out to be, and the rules that are read for it: what every later question starts from. */
export interface Standing {
  readonly kind: 'standing';
  readonly asker: Asker;
  readonly principal: Principal;
  readonly recipient: Recipient;
  readonly purpose: Purpose;
  /** In the order of the file. */
  readonly rules: readonly Rule[];
  /** One of them says `withhold: absent`: whatever is withheld from this asker is taken away, so that no shape tells of it. */
  readonly withholdAbsent: boolean;
}

/**
 * Admits the asker, or refuses it as a whole. A purpose that is not the principal's is refused in the same words whether it
 * exists or not: a caller can't try out names.
 */
export function standingOf(policy: Policy, asker: Asker, now: number): Standing | PolicyRefusal {
  const principal = policy.principals.get(asker.principal);
  if (principal === undefined) {
    return refusal(`principal ${printName(asker.principal)} is not known`, 'declare it under `principals`');
  }
  if (!principal.purposes.includes(asker.purpose)) {
    return refusal(
      `purpose ${printName(asker.purpose)} is not one of principal ${printName(principal.name)}`,
      `its purposes are ${printNames(principal.purposes) || 'none'}`,
    );
  }
  const purpose = policy.purposes.get(asker.purpose);
  if (purpose === undefined) {
    return refusal(`purpose ${printName(asker.purpose)} is not known`, 'declare it under `purposes`');
  }
  const recipient = policy.recipients.get(principal.recipient);
  if (recipient === undefined) {
    return refusal(
      `recipient ${printName(principal.recipient)} of principal ${printName(principal.name)} is not known`,
      'declare it under `recipients`',
    );
  }
  const refused = agreementRefusal(recipient, asker.purpose, now);
  if (refused !== null) return refused;
  const rules = policy.rules.filter((rule) => ruleMatches(rule, asker, principal, now));
  const withholdAbsent = rules.some((rule) => rule.withholdAbsent);
  return { kind: 'standing', asker, principal, recipient, purpose, rules, withholdAbsent };
}

function refusal(message: string, hint: string): PolicyRefusal {
  return { kind: 'refusal', message, hint };
}
