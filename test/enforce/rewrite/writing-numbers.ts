import type { Policy, Treatment } from '../../../src/policy/index.js';
import { shopPolicy } from '../shop-policy.js';

/** A storefront that may write numbers that it sees masked, or not at all. */
export function writingNumbers(treatment: Treatment): Policy {
  const policy = shopPolicy();
  const rules = policy.rules.map((rule) =>
    rule.purpose === 'fulfilment'
      ? {
          ...rule,
          fields: new Map([...rule.fields, ['user.government_id', treatment]]),
          write: [...rule.write, 'user.government_id'],
        }
      : rule,
  );
  return { ...policy, rules };
}
