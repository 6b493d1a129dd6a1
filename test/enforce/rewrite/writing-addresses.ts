import type { Policy } from '../../../src/policy/index.js';
import { shopPolicy } from '../shop-policy.js';

/** A mailer that may write addresses, so that there are rows that it may not see. */
export function writingAddresses(): Policy {
  const policy = shopPolicy();
  const rules = policy.rules.map((rule) =>
    rule.purpose === 'marketing' ? { ...rule, write: ['user.contact', 'user.unique_id', 'system'] } : rule,
  );
  return { ...policy, rules };
}
