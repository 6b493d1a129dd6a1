import { expect, test } from 'vitest';
import { type Asker, admit, type Policy } from '../../src/policy/index.js';
import {
  agreementUntil,
  analyst,
  byName,
  mailer,
  noon,
  policyWith,
  referencePolicy,
  storefront,
} from './reference-policy.js';

const refusal = (message: string, hint: string) => ({ kind: 'refusal', message, hint });

test.each([storefront, mailer, analyst])('$principal is admitted for $purpose', (asker) => {
  expect(admit(referencePolicy, asker, noon)).toBeNull();
});

test.each<[string, Policy, Asker, string, string]>([
  [
    'an unknown principal',
    referencePolicy,
    { principal: 'nobody', purpose: 'marketing' },
    'principal `nobody` is not known',
    'declare it under `principals`',
  ],
  [
    'a purpose that is not the principal’s',
    referencePolicy,
    { principal: 'analyst', purpose: 'marketing' },
    'purpose `marketing` is not one of principal `analyst`',
    'its purposes are `analytics`, `fulfilment`',
  ],
  [
    'a purpose that does not exist, in the same words',
    referencePolicy,
    { principal: 'analyst', purpose: 'profit' },
    'purpose `profit` is not one of principal `analyst`',
    'its purposes are `analytics`, `fulfilment`',
  ],
  [
    'a purpose that the principal has but nobody declared',
    policyWith({ purposes: new Map() }),
    analyst,
    'purpose `analytics` is not known',
    'declare it under `purposes`',
  ],
  [
    'a recipient that nobody declared',
    policyWith({ recipients: new Map() }),
    analyst,
    'recipient `house` of principal `analyst` is not known',
    'declare it under `recipients`',
  ],
  [
    'a principal without purposes',
    policyWith({
      principals: byName({
        name: 'idle',
        recipient: 'house',
        purposes: [],
        may: new Set<never>(),
        training: new Map(),
      }),
    }),
    { principal: 'idle', purpose: 'analytics' },
    'purpose `analytics` is not one of principal `idle`',
    'its purposes are none',
  ],
])('%s is refused', (_, policy, asker, message, hint) => {
  expect(admit(policy, asker, noon)).toEqual(refusal(message, hint));
});

test('a purpose named like a member of every object is refused', () => {
  for (const purpose of ['constructor', '__proto__', 'toString', '']) {
    expect(admit(referencePolicy, { principal: 'analyst', purpose }, noon)?.kind).toBe('refusal');
    expect(admit(referencePolicy, { principal: purpose, purpose: 'analytics' }, noon)?.kind).toBe('refusal');
  }
});

test('an expired agreement refuses its recipient, and nobody else', () => {
  expect(admit(referencePolicy, mailer, agreementUntil)?.message).toBe(
    'agreement `DPA-2026-014` with recipient `mailco` has expired',
  );
  expect(admit(referencePolicy, analyst, agreementUntil)).toBeNull();
});
