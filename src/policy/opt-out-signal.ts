import type { PolicyRefusal } from './decision.js';
import type { Policy } from './model.js';
import { printName } from './print-name.js';

/**
 * Why a request that carries an opt-out preference signal (Global Privacy Control, `Sec-GPC: 1`) may not be served for
 * `purpose`; null when it may. The signal is a valid opt-out of sale and sharing (11 CCR 7025(c)), and of nothing else.
 */
export function signalRefusal(policy: Policy, purpose: string): PolicyRefusal | null {
  if (policy.purposes.get(purpose)?.saleOrShare !== true) return null;
  return {
    kind: 'refusal',
    message: `purpose ${printName(purpose)} sells or shares data, and the person opts out of that (\`Sec-GPC: 1\`)`,
    hint: 'serve this person for another purpose',
  };
}
