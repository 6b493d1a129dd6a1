import { expect, test } from 'vitest';
import { type Asker, decide, type Policy, type PolicyDecision } from '../../src/policy/index.js';
import {
  agreementUntil,
  analyst,
  condition,
  mailer,
  noon,
  policyWith,
  referencePolicy,
  rule,
  storefront,
} from './reference-policy.js';

function decided(policy: Policy, asker: Asker, store = 'shop'): PolicyDecision {
  const decision = decide(policy, asker, store, noon);
  if ('kind' in decision) throw new Error(decision.message);
  return decision;
}

test('one plan for each relation of the store, keyed by store, schema and name', () => {
  const decision = decided(referencePolicy, storefront);
  expect([...decision.relations.keys()]).toEqual(['shop:public.customers', 'shop:public.visits']);
  expect(decision.asker).toBe(storefront);
  expect(decision.relations.get('shop:public.customers')?.entry).toBe(referencePolicy.dataMap.relations[0]);
});

test('a store without relations has no plans, and still its bounds', () => {
  expect(decided(referencePolicy, mailer, 'nowhere')).toEqual({
    asker: mailer,
    relations: new Map(),
    resources: new Map(),
    rowsMax: null,
    validUntil: agreementUntil,
  });
});

test('an asker who is not admitted is refused', () => {
  expect(decide(referencePolicy, mailer, 'shop', agreementUntil)).toMatchObject({ kind: 'refusal' });
});

test('the least limit of the matching rules holds', () => {
  const rules = [
    rule('a', 'fulfilment', { rowsMax: 500 }),
    rule('b', 'fulfilment'),
    rule('c', 'fulfilment', { rowsMax: 100 }),
    rule('d', 'fulfilment', { rowsMax: 1, when: { principal: 'analyst' } }),
    rule('e', 'analytics', { rowsMax: 0 }),
  ];
  expect(decided(policyWith({ rules }), storefront).rowsMax).toBe(100);
  expect(decided(policyWith({ rules }), analyst).rowsMax).toBe(0);
  expect(decided(policyWith({ rules: [] }), storefront).rowsMax).toBeNull();
});

test('a condition on a relation that nobody declared refuses its purpose instead of holding nothing back', () => {
  const rows = new Map([['shop:public.custmers', condition('a > 1')]]);
  const policy = policyWith({ rules: [rule('typo', 'marketing', { rows }), rule('fine', 'fulfilment')] });
  expect(decide(policy, mailer, 'shop', noon)).toEqual({
    kind: 'refusal',
    message: 'rule `typo` has a condition on `shop:public.custmers`, which is not in the data map',
    hint: 'declare it under `data`, or take the condition out',
  });
  expect(decided(policy, storefront).relations.size).toBe(2);
});
