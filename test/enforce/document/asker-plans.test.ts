import { expect, test } from 'vitest';
import { askerPlans } from '../../../src/enforce/document/asker-plans.js';
import { GatewayError } from '../../../src/errors/index.js';
import { clock, crm, decisionOf, keys, mask, pass, policyOf } from './resource.js';

const policy = policyOf({
  fields: { 'user.unique_id': pass, 'user.contact.email': mask('email') },
  rows: "address.city <> 'Paris'",
  rowsMax: 7,
});
const facts = { policy, clock, consent: null, keys };

test('a resource is planned once for an asker', () => {
  const plans = askerPlans({ principal: 'app', purpose: 'study' }, crm, facts);
  if (plans instanceof GatewayError) throw plans;
  const [entry] = policy.dataMap.resources;
  if (entry === undefined) throw new Error('no resource');
  const plan = plans.resource(entry);
  expect(plans.resource(entry)).toBe(plan);
  expect(plan.fieldCounts).toEqual({ pass: 1, mask: 1, withhold: 1 });
  expect(plan.filter?.paths).toEqual(['address.city']);
  expect(plan.document.source.recordsMax).toBe(7);
  expect(plan.isOneRecord).toBe(true);
  expect(plans.validUntil).toBe(Number.POSITIVE_INFINITY);
  expect(() => plans.resource(decisionOf({}).entry)).toThrow(/no such resource/);
});

test('an asker who is refused has no plans', () => {
  expect(askerPlans({ principal: 'app', purpose: 'other' }, crm, facts)).toMatchObject({ code: 'refused' });
});
