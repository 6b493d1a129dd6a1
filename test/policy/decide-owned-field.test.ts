import { expect, test } from 'vitest';
import { decideOwnedField } from '../../src/policy/decide-owned-field.js';
import type { Asker } from '../../src/policy/index.js';
import { standingOf } from '../../src/policy/standing.js';
import { mailer, noon, referencePolicy, storefront } from './reference-policy.js';

function kindOf(asker: Asker, subject: object | null, category: string): string {
  const standing = standingOf(referencePolicy, asker, noon);
  if (standing.kind === 'refusal') throw new Error(standing.message);
  return decideOwnedField(standing, { subject }, category).kind;
}

test('where a purpose needs the subject’s will, only the system’s own is shown of what leads to no subject', () => {
  expect(kindOf(mailer, { kind: 'customer' }, 'user.contact.email')).toBe('pass');
  expect(kindOf(mailer, null, 'user.contact.email')).toBe('withhold');
});

test('a purpose that needs nobody’s will is shown what its rules say', () => {
  expect(kindOf(storefront, null, 'user.contact.email')).toBe('pass');
  expect(kindOf(storefront, null, 'system.operations')).toBe('pass');
  expect(kindOf(storefront, null, 'user.financial')).toBe('withhold');
});
