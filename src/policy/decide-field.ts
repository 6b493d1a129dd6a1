import type { MaskSpec } from '../masks/index.js';
import { agreementCovers } from './agreement.js';
import type { Asker, DecisionReason, FieldDecision } from './decision.js';
import type { Policy } from './model.js';
import { printName, printNames } from './print-name.js';
import { type Speech, speechOf } from './speech.js';
import { type Standing, standingOf } from './standing.js';
import { strictestMask } from './strictest-mask.js';

/**
 * How a field of `category` (null: nobody classified it) is shown to the asker at `now`. An asker who is refused as a whole
 * gets everything withheld.
 */
export function decideField(policy: Policy, asker: Asker, category: string | null, now: number): FieldDecision {
  const standing = standingOf(policy, asker, now);
  if (standing.kind === 'standing') return decideFieldFor(standing, category);
  const reason = { category, rule: null, agreement: null, because: standing.message };
  return { kind: 'withhold', absent: false, reason };
}

/** The same for an asker who has been admitted. */
export function decideFieldFor(standing: Standing, category: string | null): FieldDecision {
  if (category === null) return withheld(standing, null, null, 'nobody has classified it');
  const { recipient } = standing;
  if (!agreementCovers(recipient, category)) {
    const terms =
      recipient.agreement === null ? 'what it may be given' : `agreement ${printName(recipient.agreement.reference)}`;
    const because = `${terms} does not cover ${printName(category)} for recipient ${printName(recipient.name)}`;
    return withheld(standing, category, null, because);
  }
  const speeches = standing.rules.flatMap((rule) => speechOf(rule, category) ?? []);
  return strictest(standing, category, speeches);
}

/** Among rules that speak the strictest wins: withhold, then mask, then pass. Where none speaks, the field is withheld. */
function strictest(standing: Standing, category: string, speeches: readonly Speech[]): FieldDecision {
  const [first] = speeches;
  if (first === undefined) {
    const because = `no rule for purpose ${printName(standing.asker.purpose)} speaks of it`;
    return withheld(standing, category, null, because);
  }
  // Whatever is neither pass nor mask withholds, a kind that nobody here has heard of included.
  const withholding = speeches.find(({ treatment }) => treatment.kind !== 'pass' && treatment.kind !== 'mask');
  if (withholding !== undefined) {
    return withheld(standing, category, withholding.rule, says(withholding, 'withholds'));
  }
  const masking = speeches.flatMap((speech) =>
    speech.treatment.kind === 'mask' ? [{ ...speech, mask: speech.treatment.mask }] : [],
  );
  if (masking.length > 0) return masked(standing, category, masking);
  return { kind: 'pass', reason: reasonOf(standing, category, first.rule, says(first, 'passes')) };
}

function masked(
  standing: Standing,
  category: string,
  masking: readonly (Speech & { readonly mask: MaskSpec })[],
): FieldDecision {
  const mask = strictestMask(masking.map((speech) => speech.mask));
  for (const speech of masking) {
    if (speech.mask !== mask) continue;
    const because = `${says(speech, 'masks')} with ${printName(mask.name)}`;
    return { kind: 'mask', mask, reason: reasonOf(standing, category, speech.rule, because) };
  }
  const because = `rules ${printNames(masking.map(({ rule }) => rule))} mask it differently, and no mask shows least`;
  return withheld(standing, category, null, because);
}

function withheld(standing: Standing, category: string | null, rule: string | null, because: string): FieldDecision {
  return { kind: 'withhold', absent: standing.withholdAbsent, reason: reasonOf(standing, category, rule, because) };
}

function reasonOf(standing: Standing, category: string | null, rule: string | null, because: string): DecisionReason {
  return { category, rule, agreement: standing.recipient.agreement?.reference ?? null, because };
}

function says(speech: Speech, verb: 'passes' | 'masks' | 'withholds'): string {
  return `rule ${printName(speech.rule)} ${verb} ${printName(speech.covering)}`;
}
