import { expect, test } from 'vitest';
import { agreementCovers, agreementRefusal } from '../../src/policy/agreement.js';
import type { Recipient } from '../../src/policy/index.js';
import { agreementFrom, agreementUntil, noon, referencePolicy } from './reference-policy.js';

const mailco = referencePolicy.recipients.get('mailco') as Recipient;
const house = referencePolicy.recipients.get('house') as Recipient;

test('an agreement is in force from its first moment until just before its end', () => {
  expect(agreementRefusal(mailco, 'marketing', agreementFrom)).toBeNull();
  expect(agreementRefusal(mailco, 'marketing', agreementUntil - 1)).toBeNull();
  expect(agreementRefusal(mailco, 'marketing', agreementFrom - 1)).toEqual({
    kind: 'refusal',
    message: 'agreement `DPA-2026-014` with recipient `mailco` is not in force yet',
    hint: 'it begins on 2026-02-01',
  });
  expect(agreementRefusal(mailco, 'marketing', agreementUntil)).toEqual({
    kind: 'refusal',
    message: 'agreement `DPA-2026-014` with recipient `mailco` has expired',
    hint: 'renew the agreement under `recipients`',
  });
});

test('a broken date or a stopped clock is never in force', () => {
  const agreement = { reference: 'R', from: Number.NaN, until: Number.NaN };
  expect(agreementRefusal({ ...mailco, agreement }, 'marketing', noon)).toMatchObject({
    hint: 'it begins on an unknown day',
  });
  expect(agreementRefusal({ ...mailco, agreement: { ...agreement, from: 0 } }, 'marketing', noon)?.message).toMatch(
    /expired$/,
  );
  expect(agreementRefusal(mailco, 'marketing', Number.NaN)).not.toBeNull();
});

test('a purpose that the agreement does not name is refused', () => {
  expect(agreementRefusal(mailco, 'analytics', noon)).toEqual({
    kind: 'refusal',
    message: 'the agreement `DPA-2026-014` of recipient `mailco` does not name purpose `analytics`',
    hint: 'it names `marketing`',
  });
  expect(agreementRefusal({ ...house, purposes: new Set() }, 'analytics', noon)).toEqual({
    kind: 'refusal',
    message: 'the declaration of recipient `house` does not name purpose `analytics`',
    hint: 'it names no purpose',
  });
});

test.each(['processor', 'joint_controller', 'third_party'] as const)('a %s without an agreement is refused', (role) => {
  expect(agreementRefusal({ ...house, role }, 'analytics', noon)).toEqual({
    kind: 'refusal',
    message: 'recipient `house` has no agreement',
    hint: 'declare the agreement under `recipients`',
  });
});

test.each(['controller', 'internal_team', 'authority'] as const)('a %s needs no agreement', (role) => {
  expect(agreementRefusal({ ...house, role }, 'analytics', noon)).toBeNull();
});

test('an agreement covers its categories and all below them, and nothing above', () => {
  expect(agreementCovers(mailco, 'user.contact.email')).toBe(true);
  expect(agreementCovers(mailco, 'user.name.first')).toBe(true);
  expect(agreementCovers(mailco, 'user.contact')).toBe(false);
  expect(agreementCovers(mailco, 'system.operations')).toBe(false);
  expect(agreementCovers({ ...mailco, categories: [] }, 'user.name')).toBe(false);
  expect(agreementCovers(house, 'anything')).toBe(true);
});
