import type { Policy, Treatment } from '../../../src/policy/index.js';
import { shopPolicy } from '../shop-policy.js';

/** The shop's policy, with another treatment of names for marketing. */
export function withNames(treatment: Treatment): Policy {
  const policy = shopPolicy();
  const rules = policy.rules.map((rule) =>
    rule.purpose === 'marketing' ? { ...rule, fields: new Map([...rule.fields, ['user.name', treatment]]) } : rule,
  );
  return { ...policy, rules };
}
