import { expect, test } from 'vitest';
import { hidingFields } from '../../src/policy/hiding-fields.js';
import type { Policy } from '../../src/policy/index.js';
import { parseRule } from '../../src/rules/index.js';
import { referencePolicy } from './reference-policy.js';

const fieldsOf = (policy: Policy, index = 0) => {
  const entry = policy.dataMap.relations[index];
  if (entry === undefined) throw new Error('no such relation');
  return [...hidingFields(policy, entry)].sort();
};

/** The first rule has conditions of its own. */
function withRows(rows: Readonly<Record<string, string>>): Policy {
  const conditions = Object.entries(rows).map(([key, written]) => {
    const parsed = parseRule(written);
    if ('issue' in parsed) throw new Error(parsed.issue);
    return [key, parsed] as const;
  });
  const [first, ...others] = referencePolicy.rules;
  if (first === undefined) throw new Error('no rule');
  return { ...referencePolicy, rules: [{ ...first, rows: new Map(conditions) }, ...others] };
}

test('what conditions of any purpose read, and the age, hide rows', () => {
  const rows = { 'shop:public.customers': "city <> 'Paris' AND lower(name) = 'x'", 'other:public.customers': 'id = 1' };
  expect(fieldsOf(withRows(rows))).toEqual(['city', 'created_at', 'name']);
});

test('where no condition is of a relation, and it is kept for ever, nothing does', () => {
  expect(fieldsOf(referencePolicy, 1)).toEqual([]);
});
