import { expect, test } from 'vitest';
import { standingOf } from '../../src/policy/standing.js';
import { analyst, mailer, noon, pass, policyWith, referencePolicy, rule, trainedUntil } from './reference-policy.js';

test('an admitted asker stands with its principal, recipient, purpose and matching rules in file order', () => {
  const standing = standingOf(referencePolicy, analyst, trainedUntil);
  expect(standing).toMatchObject({
    kind: 'standing',
    asker: analyst,
    principal: { name: 'analyst' },
    recipient: { name: 'house' },
    purpose: { name: 'analytics' },
    withholdAbsent: false,
  });
  expect(standing.kind === 'standing' && standing.rules.map(({ name }) => name)).toEqual([
    'demand',
    'raw ids need training',
  ]);
});

test('one matching rule that says so takes all withheld fields away', () => {
  const rules = [rule('a', 'marketing', { says: { user: pass } }), rule('b', 'marketing', { withholdAbsent: true })];
  expect(standingOf(policyWith({ rules }), mailer, noon)).toMatchObject({ withholdAbsent: true });
  const elsewhere = [rule('b', 'analytics', { withholdAbsent: true })];
  expect(standingOf(policyWith({ rules: elsewhere }), mailer, noon)).toMatchObject({ withholdAbsent: false });
});
