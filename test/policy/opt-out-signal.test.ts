import { expect, test } from 'vitest';
import { signalRefusal } from '../../src/policy/index.js';
import { referencePolicy } from './reference-policy.js';

test('an opt-out denies purposes that sell or share, and no others', () => {
  const marketing = referencePolicy.purposes.get('marketing');
  if (marketing === undefined) throw new Error('no purpose');
  const selling = { ...referencePolicy, purposes: new Map([['marketing', { ...marketing, saleOrShare: true }]]) };
  expect(signalRefusal(selling, 'marketing')).toMatchObject({
    kind: 'refusal',
    message: expect.stringContaining('`marketing`'),
  });
  expect(signalRefusal(referencePolicy, 'marketing')).toBeNull();
  expect(signalRefusal(referencePolicy, 'nowhere')).toBeNull();
});
