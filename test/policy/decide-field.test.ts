import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideField, type FieldDecision, type Rule, type Treatment } from '../../src/policy/index.js';
import {
  agreementUntil,
  analyst,
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

const reason = (decision: FieldDecision) => decision.reason;

test('a passed field names its category, rule and agreement', () => {
  expect(decideField(referencePolicy, mailer, 'user.contact.email', noon)).toEqual({
    kind: 'pass',
    reason: {
      category: 'user.contact.email',
      rule: 'offers',
      agreement: 'DPA-2026-014',
      because: 'rule `offers` passes `user.contact.email`',
    },
  });
});

test('a masked field carries its mask', () => {
  expect(decideField(referencePolicy, storefront, 'user.government_id', noon)).toEqual({
    kind: 'mask',
    mask: { name: 'last4', options: undefined },
    reason: {
      category: 'user.government_id',
      rule: 'deliver',
      agreement: null,
      because: 'rule `deliver` masks `user.government_id` with `last4`',
    },
  });
});

test('a field on which no rule speaks is withheld', () => {
  expect(decideField(referencePolicy, storefront, 'user.content', noon)).toEqual({
    kind: 'withhold',
    absent: false,
    reason: {
      category: 'user.content',
      rule: null,
      agreement: null,
      because: 'no rule for purpose `fulfilment` speaks of it',
    },
  });
});

test('a field that nobody classified is withheld', () => {
  const decision = decideField(referencePolicy, storefront, null, noon);
  expect(decision.kind).toBe('withhold');
  expect(reason(decision)).toEqual({
    category: null,
    rule: null,
    agreement: null,
    because: 'nobody has classified it',
  });
});

test('a category that the agreement does not cover is withheld, whatever rules say', () => {
  const decision = decideField(referencePolicy, mailer, 'user.unique_id', noon);
  expect(decision.kind).toBe('withhold');
  expect(reason(decision)).toEqual({
    category: 'user.unique_id',
    rule: null,
    agreement: 'DPA-2026-014',
    because: 'agreement `DPA-2026-014` does not cover `user.unique_id` for recipient `mailco`',
  });
});

test('categories limit a recipient without an agreement as well', () => {
  const recipients = new Map([['house', { name: 'house', agreement: null, purposes: null, categories: ['system'] }]]);
  const decision = decideField(policyWith({ recipients }), storefront, 'user.name', noon);
  expect(reason(decision).because).toBe('what it may be given does not cover `user.name` for recipient `house`');
});

test('a rule that withholds wins over one that passes, at the moment when training ends', () => {
  const at = (now: number) => decideField(referencePolicy, analyst, 'user.contact.address.city', now);
  expect(at(trainedUntil - 1).kind).toBe('pass');
  expect(at(trainedUntil)).toMatchObject({
    kind: 'withhold',
    reason: { rule: 'raw ids need training', because: 'rule `raw ids need training` withholds `user`' },
  });
});

test('an asker who is refused as a whole gets nothing', () => {
  expect(decideField(referencePolicy, mailer, 'user.contact.email', agreementUntil)).toEqual({
    kind: 'withhold',
    absent: false,
    reason: {
      category: 'user.contact.email',
      rule: null,
      agreement: null,
      because: 'agreement `DPA-2026-014` with recipient `mailco` has expired',
    },
  });
});

const deciding = (...treatments: Treatment[]) =>
  decideField(
    policyWith({
      rules: treatments.map((treatment, index) => rule(`r${index}`, 'fulfilment', { says: { user: treatment } })),
    }),
    storefront,
    'user.name',
    noon,
  );

test.each<[Treatment[], string, string | null]>([
  [[pass, pass], 'pass', 'r0'],
  [[pass, mask('initial')], 'mask', 'r1'],
  [[mask('initial'), pass, mask('initial')], 'mask', 'r0'],
  [[pass, mask('initial'), withhold], 'withhold', 'r2'],
  [[mask('initial'), mask('null'), pass], 'mask', 'r1'],
  [[mask('initial'), mask('last4')], 'withhold', null],
])('of %j: %s by %s', (treatments, kind, ruleName) => {
  expect(deciding(...treatments)).toMatchObject({ kind, reason: { rule: ruleName } });
});

test('two masks that hide different things withhold the field, and both rules are named', () => {
  expect(reason(deciding(mask('initial'), pass, mask('last4'))).because).toBe(
    'rules `r0`, `r2` mask it differently, and no mask shows least',
  );
});

test('a treatment that nobody has heard of withholds', () => {
  expect(deciding({ kind: 'reveal' } as unknown as Treatment, pass)).toMatchObject({
    kind: 'withhold',
    reason: { rule: 'r0' },
  });
});

test('withheld fields are taken away when a matching rule says so, whoever withheld them', () => {
  const rules = [
    rule('shape', 'fulfilment', { withholdAbsent: true }),
    rule('r', 'fulfilment', { says: { user: withhold } }),
  ];
  const absent = (category: string | null) => decideField(policyWith({ rules }), storefront, category, noon);
  for (const category of ['user.name', 'system', null])
    expect(absent(category)).toMatchObject({ kind: 'withhold', absent: true });
});

// Laws, over generated rules.

const categories = ['user', 'user.contact', 'user.contact.email', 'user.con', 'system', 'user.name'];
const anyTreatment = fc.constantFrom(
  pass,
  withhold,
  mask('null'),
  mask('constant', '-'),
  mask('last4'),
  mask('year'),
  mask('month'),
);
const anyRule: fc.Arbitrary<Rule> = fc
  .record({
    name: fc.string({ maxLength: 5 }),
    purpose: fc.constantFrom('fulfilment', 'fulfilment', 'marketing'),
    when: fc.constantFrom(
      {},
      { principal: 'storefront' },
      { principal: 'analyst' },
      { recipient: 'house' },
      { withoutTraining: 'c' },
    ),
    says: fc.dictionary(fc.constantFrom(...categories), anyTreatment, { noNullPrototype: true }),
    withholdAbsent: fc.boolean(),
  })
  .map(({ name, purpose, ...more }) => rule(name, purpose, more));
const anyRules = fc.array(anyRule, { maxLength: 6 });
const anyCategory = fc.constantFrom(...categories, 'user.contact.email.work', 'clinic');

const decideWith = (rules: readonly Rule[], category: string) =>
  decideField(policyWith({ rules }), storefront, category, noon);
const strictness = { pass: 0, mask: 1, withhold: 2 };

/** Does `b` show nothing that `a` hides? */
function isNoLaxer(a: FieldDecision, b: FieldDecision): boolean {
  if (strictness[a.kind] !== strictness[b.kind]) return strictness[b.kind] > strictness[a.kind];
  if (a.kind === 'withhold' && b.kind === 'withhold') return b.absent || !a.absent;
  if (a.kind !== 'mask' || b.kind !== 'mask' || a.mask.name === b.mask.name) return true;
  const shown = ['null', 'constant', 'year', 'month'];
  const [shownByA, shownByB] = [shown.indexOf(a.mask.name), shown.indexOf(b.mask.name)];
  return shownByB >= 0 && (shownByA < 0 ? shownByB <= 1 : shownByB < shownByA);
}

test('without a rule that speaks, everything is withheld', () => {
  fc.assert(
    fc.property(anyRules, anyCategory, (rules, category) => {
      const silent = rules.map((each) => ({
        ...each,
        fields: new Map([...each.fields].filter(([key]) => !`${category}.`.startsWith(`${key}.`))),
      }));
      expect(decideWith(silent, category)).toMatchObject({ kind: 'withhold', reason: { rule: null } });
    }),
  );
});

test('a further rule never makes a field more visible once one has spoken', () => {
  fc.assert(
    fc.property(anyRules, anyRule, fc.nat(), anyCategory, (rules, added, place, category) => {
      const at = place % (rules.length + 1);
      const [before, after] = [decideWith(rules, category), decideWith(rules.toSpliced(at, 0, added), category)];
      // The first to speak lifts the default; nobody after it lifts anything.
      if (before.reason.because.startsWith('no rule')) return;
      expect(isNoLaxer(before, after)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('rules together show no more than any of those that speak shows alone', () => {
  fc.assert(
    fc.property(anyRules, anyCategory, (rules, category) => {
      const together = decideWith(rules, category);
      for (const each of rules) {
        const alone = decideWith([each], category);
        if (!alone.reason.because.startsWith('no rule')) expect(isNoLaxer(alone, together)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('the order of rules and of their fields makes no difference to what is shown', () => {
  fc.assert(
    fc.property(anyRules, anyCategory, (rules, category) => {
      const shown = (decision: FieldDecision) => ({ ...decision, reason: null });
      const reversed = rules.map((each) => ({ ...each, fields: new Map([...each.fields].reverse()) })).reverse();
      expect(shown(decideWith(reversed, category))).toEqual(shown(decideWith(rules, category)));
    }),
  );
});
