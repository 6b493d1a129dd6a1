import { expect, test } from 'vitest';
import { type Asker, decide, explainDecision, explainResource, type PolicyDecision } from '../../src/policy/index.js';
import { decisionOf, field, pass } from '../enforce/document/resource.js';
import { analyst, mailer, noon, policyWith, referencePolicy, rule, storefront } from './reference-policy.js';

function decided(asker: Asker, policy = referencePolicy): PolicyDecision {
  const decision = decide(policy, asker, 'shop', noon);
  if ('kind' in decision) throw new Error(decision.message);
  return decision;
}

test('every field is explained: category, rule, decision, reason', () => {
  const explanation = explainDecision(decided(mailer));
  expect(explanation).toMatchObject({
    principal: 'mailer',
    purpose: 'marketing',
    rowsMax: null,
    validUntil: '2027-02-01T00:00:00.000Z',
  });
  expect(explanation.relations[0]).toMatchObject({ store: 'shop', relation: 'public.customers' });
  expect(explanation.relations[0]?.fields.slice(0, 3)).toEqual([
    {
      column: 'id',
      category: 'user.unique_id',
      decision: 'withhold',
      mask: null,
      rule: null,
      agreement: 'DPA-2026-014',
      because: 'agreement `DPA-2026-014` does not cover `user.unique_id` for recipient `mailco`',
      writable: false,
    },
    {
      column: 'name',
      category: 'user.name',
      decision: 'mask',
      mask: { name: 'initial', options: undefined },
      rule: 'offers',
      agreement: 'DPA-2026-014',
      because: 'rule `offers` masks `user.name` with `initial`',
      writable: false,
    },
    {
      column: 'email',
      category: 'user.contact.email',
      decision: 'pass',
      mask: null,
      rule: 'offers',
      agreement: 'DPA-2026-014',
      because: 'rule `offers` passes `user.contact.email`',
      writable: false,
    },
  ]);
});

test('what rows must meet is said in words', () => {
  expect(explainDecision(decided(mailer)).relations[0]?.rows).toEqual([
    { kind: 'consent', rule: null, requires: "the subject's consent to `marketing`" },
    { kind: 'rule', rule: 'offers', requires: "city <> 'Paris'" },
    { kind: 'retention', rule: null, requires: 'that `created_at` is no older than 60 months and 0 days' },
  ]);
  expect(explainDecision(decided(analyst)).relations[0]?.rows[0]).toEqual({
    kind: 'no_objection',
    rule: null,
    requires: 'that the subject has not objected to `analytics`',
  });
});

test('only the relations asked about are explained', () => {
  const explanation = explainDecision(decided(storefront), new Set(['shop:public.visits']));
  expect(explanation.relations.map(({ relation }) => relation)).toEqual(['public.visits']);
  expect(explanation).toMatchObject({ rowsMax: 10_000, validUntil: null });
  expect(explanation.relations[0]?.fields.map(({ column, writable }) => [column, writable])).toEqual([
    ['id', true],
    ['email', true],
    ['ward', false],
  ]);
});

test('a column that is taken away is called absent', () => {
  const policy = policyWith({ rules: [rule('r', 'marketing', { withholdAbsent: true })] });
  const decisions = explainDecision(decided(mailer, policy)).relations[0]?.fields.map(({ decision }) => decision);
  expect(new Set(decisions)).toEqual(new Set(['absent']));
});

test('an explanation is plain data', () => {
  const explanation = explainDecision(decided(storefront));
  expect(JSON.parse(JSON.stringify(explanation)).relations).toHaveLength(2);
});

test('a resource is explained like a relation, what stands outside of its records behind', () => {
  const envelope = new Map([['total', field('system.operations')]]);
  const { store, relation, fields, rows } = explainResource(
    decisionOf({ entry: { envelope }, fields: { user: pass }, write: ['user.contact'], basis: 'consent' }),
  );
  expect([store, relation]).toEqual(['crm', 'GET /v1/contacts']);
  expect(fields.map(({ column, decision, writable }) => [column, decision, writable])).toEqual([
    ['id', 'pass', false],
    ['email', 'pass', true],
    ['address.city', 'pass', true],
    ['$.total', 'withhold', false],
  ]);
  expect(rows.map(({ requires }) => requires)).toEqual(["the subject's consent to `study`"]);
});
