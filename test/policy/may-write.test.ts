import { expect, test } from 'vitest';
import { decideField } from '../../src/policy/index.js';
import { mayWrite } from '../../src/policy/may-write.js';
import { standingOf } from '../../src/policy/standing.js';
import { mask, noon, pass, policyWith, rule, storefront, withhold } from './reference-policy.js';

function writes(category: string, ...rules: ReturnType<typeof rule>[]): boolean {
  const policy = policyWith({ rules });
  const standing = standingOf(policy, storefront, noon);
  if (standing.kind === 'refusal') throw new Error(standing.message);
  return mayWrite(standing, category, decideField(policy, storefront, category, noon));
}

const writer = rule('w', 'fulfilment', { says: { user: pass }, write: ['user.contact'] });

test('a field is writable where a rule’s `write` covers it and it is seen as it is', () => {
  expect(writes('user.contact', writer)).toBe(true);
  expect(writes('user.contact.email', writer)).toBe(true);
});

test('seeing is not writing', () => {
  expect(writes('user.name', writer)).toBe(false);
  expect(writes('user.contacts', writer)).toBe(false);
  expect(writes('user', writer)).toBe(false);
});

test('one rule may let a field be seen and another let it be written', () => {
  const [seer, scribe] = [
    rule('s', 'fulfilment', { says: { user: pass } }),
    rule('w', 'fulfilment', { write: ['user'] }),
  ];
  expect(writes('user.name', seer, scribe)).toBe(true);
  expect(writes('user.name', seer)).toBe(false);
});

test('what is masked or withheld may not be written back', () => {
  expect(writes('user.name', rule('w', 'fulfilment', { write: ['user'] }))).toBe(false);
  expect(writes('user.contact', writer, rule('m', 'fulfilment', { says: { 'user.contact': mask('initial') } }))).toBe(
    false,
  );
  expect(writes('user.contact', writer, rule('m', 'fulfilment', { says: { 'user.contact': withhold } }))).toBe(false);
});

test('what is masked or withheld may be written where the rule that hides it names it', () => {
  const hides = (treatment: typeof withhold, write: string[]) =>
    rule('m', 'fulfilment', { says: { 'user.contact': treatment }, write });
  expect(writes('user.contact', hides(mask('initial'), ['user.contact']))).toBe(true);
  expect(writes('user.contact', hides(withhold, ['user.contact']))).toBe(true);
  expect(writes('user.contact', hides(mask('initial'), ['user']))).toBe(false);
  expect(writes('user.contact.email', hides(mask('initial'), ['user.contact']))).toBe(false);
  expect(writes('user.contact', hides(mask('initial'), []), writer)).toBe(false);
});

test('a rule of another purpose lets nothing be written', () => {
  expect(
    writes('user.contact', rule('s', 'fulfilment', { says: { user: pass } }), { ...writer, purpose: 'marketing' }),
  ).toBe(false);
});
