import type { Policy } from '../../../src/policy/index.js';
import { shopPolicy } from '../shop-policy.js';

/** Numbers are masked for the storefront, names for the mailer; both may be looked up. */
export function lookingUp(perMinute = 1_000, columns = ['ssn', 'name', 'dob', 'city']): Policy {
  const policy = shopPolicy();
  const relations = policy.dataMap.relations.map((entry) => ({
    ...entry,
    columns: new Map(
      [...entry.columns].map(([name, field]) => [
        name,
        columns.includes(name) ? { ...field, lookup: 'exact' as const } : field,
      ]),
    ),
  }));
  const principals = new Map(
    [...policy.principals].map(([name, principal]) => [name, { ...principal, lookupsPerMinute: perMinute }]),
  );
  return { ...policy, dataMap: { ...policy.dataMap, relations }, principals };
}
