import { expect, test } from 'vitest';
import { buildDataMap } from '../../src/datamap/index.js';
import type { Asker, LawfulBasis, Policy } from '../../src/policy/index.js';
import { requiredWill, rowRequirements } from '../../src/policy/row-requirements.js';
import { type Standing, standingOf } from '../../src/policy/standing.js';
import {
  analyst,
  condition,
  mailer,
  noon,
  policyWith,
  referencePolicy,
  relation,
  rule,
  storefront,
} from './reference-policy.js';

function standing(policy: Policy, asker: Asker): Standing {
  const result = standingOf(policy, asker, noon);
  if (result.kind === 'refusal') throw new Error(result.message);
  return result;
}

function requirements(asker: Asker, index = 0, policy = referencePolicy) {
  const entry = policy.dataMap.relations[index];
  if (entry === undefined) throw new Error('no such relation');
  return rowRequirements(standing(policy, asker), policy.dataMap, entry);
}

const retention = { kind: 'retention', column: 'created_at', months: 60, days: 0 };

test('a purpose that rests on consent requires it, and every condition, and retention', () => {
  expect(requirements(mailer)).toEqual([
    { kind: 'consent', purpose: 'marketing' },
    { kind: 'rule', rule: 'offers', condition: condition("city <> 'Paris'") },
    retention,
  ]);
});

test('a purpose that rests on legitimate interests requires that nobody objected', () => {
  expect(requirements(analyst)).toEqual([{ kind: 'no_objection', purpose: 'analytics' }, retention]);
});

test('a purpose that rests on a contract requires no will', () => {
  expect(requirements(storefront)).toEqual([retention]);
});

test('a relation that leads to no subject, and is kept for ever, requires nothing', () => {
  expect(requirements(mailer, 1)).toEqual([]);
});

test('each matching rule adds its own condition; those of other rules and stores add nothing', () => {
  const rows = (source: string) => new Map([['shop:public.customers', condition(source)]]);
  const rules = [
    rule('a', 'fulfilment', { rows: rows('a > 1') }),
    rule('b', 'fulfilment', { rows: rows('b > 1') }),
    rule('c', 'fulfilment', { rows: rows('c > 1'), when: { principal: 'analyst' } }),
    rule('d', 'analytics', { rows: rows('d > 1') }),
    rule('e', 'fulfilment', { rows: new Map([['other:public.customers', condition('e > 1')]]) }),
  ];
  const required = requirements(storefront, 0, policyWith({ rules }));
  expect(required.flatMap((each) => (each.kind === 'rule' ? each.rule : []))).toEqual(['a', 'b']);
});

test('conditions on two spellings of one relation are both required', () => {
  const { dataMap } = buildDataMap([relation('shop', 'Odd', { id: 'user.unique_id' })]);
  const rows = new Map([
    ['shop:public.Odd', condition('a > 1')],
    ['shop:public."Odd"', condition('b > 1')],
  ]);
  const policy = policyWith({ dataMap, rules: [rule('a', 'fulfilment', { rows })] });
  expect(requirements(storefront, 0, policy)).toHaveLength(2);
});

test.each<[LawfulBasis, string | null]>([
  ['consent', 'consent'],
  ['legitimate_interests', 'no_objection'],
  ['contract', null],
  ['legal_obligation', null],
  ['vital_interests', null],
  ['public_task', null],
  ['hope' as LawfulBasis, 'consent'],
])('basis %s asks for %s', (basis, will) => {
  const base = standing(referencePolicy, storefront);
  expect(requiredWill({ ...base, purpose: { ...base.purpose, basis } })).toBe(will);
});
