import { expect, test } from 'vitest';
import { decideScannedField } from '../../src/policy/decide-scanned-field.js';
import type { LawfulBasis, Policy } from '../../src/policy/index.js';
import { standingOf } from '../../src/policy/standing.js';
import { byName, condition, mask, noon, pass, policyWith, rule, storefront, withhold } from './reference-policy.js';

const notes = { category: 'user.content', scan: true };
const owner = { subject: { kind: 'customer' } };

function decided(rules: Policy['rules'], field = notes, basis: LawfulBasis = 'contract', categories?: string[]) {
  const policy = policyWith({
    rules,
    purposes: byName({ name: 'fulfilment', title: 'fulfilment', basis }),
    recipients: byName({ name: 'house', agreement: null, purposes: null, categories: categories ?? null }),
  });
  const standing = standingOf(policy, storefront, noon);
  if (standing.kind === 'refusal') throw new Error(standing.message);
  return decideScannedField(standing, owner, field);
}

const says = (treatments: Parameters<typeof rule>[2]) => rule('deliver', 'fulfilment', treatments);

test('a field with `scan` that would be shown as it is is looked through, by the rule that passes it', () => {
  expect(decided([says({ says: { 'user.content': pass } })])).toEqual({
    kind: 'mask',
    mask: { name: 'scan', options: undefined },
    reason: {
      category: 'user.content',
      rule: 'deliver',
      agreement: null,
      because: 'rule `deliver` passes `user.content`, and it is looked through for personal data',
    },
  });
});

test('without `scan` nothing is looked through; what is masked or withheld stays so', () => {
  expect(decided([says({ says: { 'user.content': pass } })], { ...notes, scan: false }).kind).toBe('pass');
  expect(decided([says({ says: { 'user.content': withhold } })]).kind).toBe('withhold');
  expect(decided([]).kind).toBe('withhold');
  expect(decided([says({ says: { 'user.content': mask('redact') } })])).toMatchObject({ mask: { name: 'redact' } });
});

test('who is shown all of `user` as it is, of everybody, has nothing looked through', () => {
  const all = says({ says: { user: pass } });
  expect(decided([all]).kind).toBe('pass');
  expect(decided([all, says({ says: { 'user.content': pass, system: pass } })]).kind).toBe('pass');
});

test.each([
  ['another rule masks something', [says({ says: { user: pass, 'user.government_id': mask('last4') } })]],
  ['another rule withholds something', [says({ says: { user: pass } }), says({ says: { 'user.name': withhold } })]],
  ['all but the whole passes', [says({ says: { 'user.content': pass, 'user.contact': pass } })]],
  [
    'a rule holds back rows of anything',
    [says({ says: { user: pass }, rows: new Map([['shop:public.visits', condition('true')]]) })],
  ],
])('it is looked through where %s', (_, rules) => {
  expect(decided(rules)).toMatchObject({ kind: 'mask', mask: { name: 'scan' } });
});

test('it is looked through where subjects are asked, and for a recipient that may not have all', () => {
  const all = [says({ says: { user: pass } })];
  expect(decided(all, notes, 'consent')).toMatchObject({ kind: 'mask' });
  expect(decided(all, notes, 'legitimate_interests')).toMatchObject({ kind: 'mask' });
  expect(decided(all, notes, 'contract', ['user.content', 'user.contact'])).toMatchObject({ kind: 'mask' });
  expect(decided(all, notes, 'contract', ['user'])).toMatchObject({ kind: 'pass' });
});
