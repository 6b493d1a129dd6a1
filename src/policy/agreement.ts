import { categoryCovers } from '../datamap/index.js';
import type { PolicyRefusal } from './decision.js';
import type { Agreement, Recipient } from './model.js';
import { printName, printNames } from './print-name.js';

/** To outsiders nothing goes without an agreement: a processor's by GDPR Art. 28, the others' by house rule. */
const rolesInNeedOfAgreement: ReadonlySet<string | undefined> = new Set([
  'processor',
  'joint_controller',
  'third_party',
]);

/** Why this recipient may not be served for `purpose` at `now`; null when it may. */
export function agreementRefusal(recipient: Recipient, purpose: string, now: number): PolicyRefusal | null {
  const { agreement } = recipient;
  if (agreement === null && rolesInNeedOfAgreement.has(recipient.role)) {
    return refusal(
      `recipient ${printName(recipient.name)} has no agreement`,
      'declare the agreement under `recipients`',
    );
  }
  if (agreement !== null) {
    const subject = `agreement ${printName(agreement.reference)} with recipient ${printName(recipient.name)}`;
    // Asked in the positive, so that a broken date counts as out of force.
    if (!(now >= agreement.from)) return refusal(`${subject} is not in force yet`, startHint(agreement));
    if (!(now < agreement.until)) return refusal(`${subject} has expired`, 'renew the agreement under `recipients`');
  }
  if (recipient.purposes !== null && !recipient.purposes.has(purpose)) {
    const holder = agreement === null ? 'declaration' : `agreement ${printName(agreement.reference)}`;
    return refusal(
      `the ${holder} of recipient ${printName(recipient.name)} does not name purpose ${printName(purpose)}`,
      `it names ${printNames(recipient.purposes) || 'no purpose'}`,
    );
  }
  return null;
}

/** May data of this category be shared with the recipient at all? */
export function agreementCovers(recipient: Recipient, category: string): boolean {
  return recipient.categories === null || recipient.categories.some((covering) => categoryCovers(covering, category));
}

function startHint(agreement: Agreement): string {
  const day = Number.isFinite(agreement.from) ? new Date(agreement.from).toISOString().slice(0, 10) : 'an unknown day';
  return `it begins on ${day}`;
}

function refusal(message: string, hint: string): PolicyRefusal {
  return { kind: 'refusal', message, hint };
}
