import { expect, test } from 'vitest';
import { buildDataMap } from '../../src/datamap/index.js';
import { decideRelation } from '../../src/policy/decide-relation.js';
import type { Asker } from '../../src/policy/index.js';
import { standingOf } from '../../src/policy/standing.js';
import {
  analyst,
  mailer,
  noon,
  pass,
  policyWith,
  referencePolicy,
  relation,
  rule,
  storefront,
} from './reference-policy.js';

function decided(asker: Asker, index = 0, policy = referencePolicy) {
  const standing = standingOf(policy, asker, noon);
  const entry = policy.dataMap.relations[index];
  if (standing.kind === 'refusal' || entry === undefined) throw new Error('the fixture is wrong');
  return decideRelation(standing, policy.dataMap, entry);
}

const kinds = (asker: Asker, index = 0, policy = referencePolicy) =>
  Object.fromEntries([...decided(asker, index, policy).fields].map(([column, { kind }]) => [column, kind]));

test('each purpose sees its own columns', () => {
  expect(kinds(storefront)).toEqual({
    id: 'pass',
    name: 'pass',
    email: 'pass',
    ssn: 'mask',
    dob: 'withhold',
    city: 'pass',
    notes: 'withhold',
    created_at: 'pass',
  });
  expect(kinds(mailer)).toEqual({
    id: 'withhold',
    name: 'mask',
    email: 'pass',
    ssn: 'withhold',
    dob: 'withhold',
    city: 'withhold',
    notes: 'withhold',
    created_at: 'withhold',
  });
  expect(kinds(analyst)).toEqual({
    id: 'mask',
    name: 'withhold',
    email: 'pass',
    ssn: 'withhold',
    dob: 'mask',
    city: 'pass',
    notes: 'withhold',
    created_at: 'pass',
  });
});

test('a column that the data map does not name is withheld and not writable', () => {
  const decision = decided(storefront);
  expect(decision.unclassified).toMatchObject({ kind: 'withhold', reason: { because: 'nobody has classified it' } });
  expect(decision.fields.has('loyalty_points')).toBe(false);
  expect(decision.writable.has('loyalty_points')).toBe(false);
});

test('columns that are covered by `write` and seen as they are may be written, and masked ones that it names', () => {
  expect([...decided(storefront).writable].sort()).toEqual(['city', 'created_at', 'email', 'ssn']);
  expect(decided(analyst).writable.size).toBe(0);
});

test('where nobody can be asked, only the system’s own columns are shown', () => {
  const rules = [
    rule('all', 'marketing', { says: { user: pass, system: pass, clinic: pass }, write: ['user', 'system'] }),
  ];
  const recipients = new Map([['mailco', { name: 'mailco', agreement: null, purposes: null, categories: null }]]);
  const policy = policyWith({ rules, recipients });
  expect(kinds(mailer, 1, policy)).toEqual({ id: 'pass', email: 'withhold', ward: 'withhold' });
  expect([...decided(mailer, 1, policy).writable]).toEqual(['id']);
  expect(decided(mailer, 1, policy).fields.get('email')?.reason).toEqual({
    category: 'user.contact.email',
    rule: null,
    agreement: null,
    because: 'purpose `marketing` rests on `consent`, and the data lead to no subject to ask',
  });
  expect(kinds(analyst, 1)).toEqual({ id: 'pass', email: 'withhold', ward: 'withhold' });
});

test('a purpose that asks nobody is shown a relation without subject as rules say', () => {
  expect(kinds(storefront, 1)).toEqual({ id: 'pass', email: 'pass', ward: 'withhold' });
});

test('a subject reached through another relation is a subject', () => {
  const through = { relation: { schema: 'public', name: 'orders' }, on: 'order_items.order_id = orders.id' };
  const map = buildDataMap([
    relation('shop', 'order_items', { email: 'user.contact.email' }, { subject: { kind: 'customer', through } }),
  ]).dataMap;
  const policy = policyWith({ dataMap: map, rules: [rule('r', 'analytics', { says: { user: pass } })] });
  expect(kinds(analyst, 0, policy)).toEqual({ email: 'pass' });
  expect(decided(analyst, 0, policy).rows).toEqual([{ kind: 'no_objection', purpose: 'analytics' }]);
});
