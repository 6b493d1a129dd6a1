import { expect, test } from 'vitest';
import type { Principal, RuleCondition } from '../../src/policy/index.js';
import { ruleMatches } from '../../src/policy/rule-matches.js';
import { analyst, noon, referencePolicy, rule, trainedUntil } from './reference-policy.js';

const principal = referencePolicy.principals.get('analyst') as Principal;
const matches = (when: RuleCondition, now = noon) =>
  ruleMatches(rule('r', 'analytics', { when }), analyst, principal, now);

test('a rule of another purpose is not read', () => {
  expect(ruleMatches(rule('r', 'marketing'), analyst, principal, noon)).toBe(false);
});

test.each<[RuleCondition, boolean]>([
  [{}, true],
  [{ principal: 'analyst' }, true],
  [{ principal: 'mailer' }, false],
  [{ recipient: 'house' }, true],
  [{ recipient: 'mailco' }, false],
  [{ principal: 'analyst', recipient: 'mailco' }, false],
  [{ withoutTraining: 'advanced' }, true],
  [{ withoutTraining: 'privacy-basics' }, false],
  [{ principal: 'mailer', withoutTraining: 'advanced' }, false],
])('when %j matches: %s', (when, expected) => {
  expect(matches(when)).toBe(expected);
});

test('training counts until its last moment', () => {
  const when = { withoutTraining: 'privacy-basics' };
  expect(matches(when, trainedUntil - 1)).toBe(false);
  expect(matches(when, trainedUntil)).toBe(true);
});

test('a broken date or a stopped clock is no training', () => {
  const untrained = { ...principal, training: new Map([['c', Number.NaN]]) };
  expect(ruleMatches(rule('r', 'analytics', { when: { withoutTraining: 'c' } }), analyst, untrained, noon)).toBe(true);
  expect(matches({ withoutTraining: 'privacy-basics' }, Number.NaN)).toBe(true);
});
