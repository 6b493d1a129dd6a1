import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Asker, decide, type Policy } from '../../src/policy/index.js';
import { standingOf } from '../../src/policy/standing.js';
import { validUntil } from '../../src/policy/valid-until.js';
import {
  agreementUntil,
  analyst,
  byName,
  mailer,
  mask,
  noon,
  pass,
  policyWith,
  referencePolicy,
  rule,
  storefront,
  trainedUntil,
  withhold,
} from './reference-policy.js';

function until(policy: Policy, asker: Asker, now: number): number {
  const standing = standingOf(policy, asker, now);
  if (standing.kind === 'refusal') throw new Error(standing.message);
  return validUntil(policy, standing, now);
}

test('the end of an agreement bounds its recipient’s decisions', () => {
  expect(until(referencePolicy, mailer, noon)).toBe(agreementUntil);
  expect(until(referencePolicy, storefront, noon)).toBe(Number.POSITIVE_INFINITY);
});

test('the end of training bounds decisions that a rule makes hang on it, until it is over', () => {
  expect(until(referencePolicy, analyst, noon)).toBe(trainedUntil);
  expect(until(referencePolicy, analyst, trainedUntil)).toBe(Number.POSITIVE_INFINITY);
  expect(until(referencePolicy, { principal: 'analyst', purpose: 'fulfilment' }, noon)).toBe(Number.POSITIVE_INFINITY);
});

test('training that the principal never had bounds nothing', () => {
  const rules = [rule('r', 'fulfilment', { when: { withoutTraining: 'advanced' } })];
  expect(until(policyWith({ rules }), storefront, noon)).toBe(Number.POSITIVE_INFINITY);
});

test('a decision stays the same until it says, and says so truly', () => {
  const anyInstant = fc.integer({ min: 0, max: 30 });
  const anyCase = fc.record({
    from: anyInstant,
    end: anyInstant,
    courses: fc.dictionary(fc.constantFrom('a', 'b'), anyInstant, { noNullPrototype: true }),
    rules: fc.array(
      fc.record({
        when: fc.constantFrom(
          {},
          { withoutTraining: 'a' },
          { withoutTraining: 'b', principal: 'p' },
          { withoutTraining: 'c' },
        ),
        treatment: fc.constantFrom(pass, withhold, mask('null')),
      }),
      { maxLength: 5 },
    ),
  });
  fc.assert(
    fc.property(anyCase, anyInstant, ({ from, end, courses, rules }, now) => {
      const policy = policyWith({
        principals: byName({
          name: 'p',
          recipient: 'r',
          purposes: ['fulfilment'],
          may: new Set<never>(),
          training: new Map(Object.entries(courses)),
        }),
        recipients: byName({
          name: 'r',
          agreement: { reference: 'A', from, until: end },
          purposes: null,
          categories: null,
        }),
        rules: rules.map(({ when, treatment }, index) =>
          rule(`r${index}`, 'fulfilment', { when, says: { user: treatment } }),
        ),
      });
      const at = (instant: number) => decide(policy, { principal: 'p', purpose: 'fulfilment' }, 'shop', instant);
      const first = at(now);
      if ('kind' in first) return;
      expect(first.validUntil).toBeGreaterThan(now);
      for (let instant = now; instant < Math.min(first.validUntil, 40); instant += 0.5)
        expect(at(instant)).toEqual(first);
    }),
    { numRuns: 300 },
  );
});
