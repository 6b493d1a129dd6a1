import { expect, test } from 'vitest';
import { DisclosureCounts } from '../../../src/enforce/session/disclosure-counts.js';
import { shopPolicy } from '../shop-policy.js';
import { smallFacts } from './session-facts.js';

function counting(lookupsPerMinute?: number) {
  const policy = shopPolicy();
  const mailer = {
    ...policy.principals.get('mailer')!,
    ...(lookupsPerMinute === undefined ? {} : { lookupsPerMinute }),
  };
  const told: unknown[] = [];
  const observer = {
    planCache: () => {},
    lookups: (...facts: unknown[]) => told.push(['lookups', ...facts]),
    fields: (...facts: unknown[]) => told.push(facts),
  };
  const { facts } = smallFacts('mailer', { ...policy, principals: new Map([['mailer', mailer]]) }, { observer });
  return { counts: new DisclosureCounts(facts), told };
}

test('what is shown is told by decision, and nothing of what there is none of', () => {
  const { counts, told } = counting(5);
  counts.sent({ pass: 2, mask: 0, withhold: 3, lookups: 0 }, 'marketing');
  counts.sent({ pass: 0, mask: 1, withhold: 0, lookups: 4 }, 'marketing');
  counts.sent({ pass: 9, mask: 9, withhold: 9, lookups: 9 }, null);
  expect(told).toEqual([
    ['shop', 'marketing', 'pass', 2],
    ['shop', 'marketing', 'withhold', 3],
    ['shop', 'marketing', 'mask', 1],
    ['lookups', 'shop', 'marketing', 4],
  ]);
});

test('lookups are used up by what was sent', () => {
  const { counts } = counting(5);
  expect(counts.lookupsUsedUp(5)).toBe(null);
  expect(counts.lookupsUsedUp(6)).toMatchObject({ sqlstate: '53400', code: 'limit_exceeded' });
  counts.sent({ pass: 0, mask: 0, withhold: 0, lookups: 3 }, 'marketing');
  expect(counts.lookupsUsedUp(2)).toBe(null);
  expect(counts.lookupsUsedUp(3)?.message).toBe('more than 5 lookups of masked columns in a minute');
});

test('who may look up nothing is asked only where something is looked up', () => {
  const { counts } = counting();
  expect(counts.lookupsUsedUp(0)).toBe(null);
  expect(counts.lookupsUsedUp(1)).not.toBe(null);
});
