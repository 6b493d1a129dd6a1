import { expect, test } from 'vitest';
import { speechOf } from '../../src/policy/speech.js';
import { mask, pass, rule, withhold } from './reference-policy.js';

const layered = rule('layered', 'p', {
  says: { user: withhold, 'user.contact': mask('null'), 'user.contact.email': pass },
});

test.each([
  ['user.contact.email', 'user.contact.email', 'pass'],
  ['user.contact.email.work', 'user.contact.email', 'pass'],
  ['user.contact.address', 'user.contact', 'mask'],
  ['user.contact', 'user.contact', 'mask'],
  ['user.contacts', 'user', 'withhold'],
  ['user', 'user', 'withhold'],
])('on %s the most specific category speaks: %s', (category, covering, kind) => {
  expect(speechOf(layered, category)).toMatchObject({ rule: 'layered', covering, treatment: { kind } });
});

test.each(['system', 'username', 'use', ''])(
  'a rule is silent on %j when none of its categories covers it',
  (category) => {
    expect(speechOf(layered, category)).toBeNull();
  },
);

test('the order of a rule’s fields makes no difference', () => {
  const reversed = { ...layered, fields: new Map([...layered.fields].reverse()) };
  expect(speechOf(reversed, 'user.contact.email')).toEqual(speechOf(layered, 'user.contact.email'));
});
