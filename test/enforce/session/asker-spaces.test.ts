import { expect, test } from 'vitest';
import { AskerSpaces } from '../../../src/enforce/session/asker-spaces.js';
import { SessionSettings } from '../../../src/enforce/session/session-settings.js';
import { smallFacts } from './session-facts.js';

const settings = (purpose: string | null = 'marketing', searchPath = 'public') =>
  new SessionSettings({ searchPath, purpose });

test('a plan space stays while nothing changes', () => {
  const { facts } = smallFacts('mailer');
  const spaces = new AskerSpaces(facts);
  const set = settings();
  expect(spaces.current(set)).toBe(spaces.current(set));
  expect(spaces.of(set)).toBe(spaces.current(set));
});

test('what is set, the policy, the catalog and time each make another one', () => {
  let now = 1_000;
  const clock = { now: () => now } as never;
  const { facts, reload, catalogChanges } = smallFacts('mailer', undefined, { clock });
  const spaces = new AskerSpaces(facts);
  const set = settings();
  const seen = [spaces.current(set)];
  set.apply({ kind: 'search_path', text: 'public, app', local: false });
  seen.push(spaces.current(set));
  reload();
  seen.push(spaces.current(set));
  catalogChanges();
  seen.push(spaces.current(set));
  expect(new Set(seen).size).toBe(4);
  now = Number.MAX_SAFE_INTEGER;
  expect(spaces.current(set).validUntil).toBeGreaterThan(now);
});

test('there is none without a store, or under a search_path that is no list', () => {
  const { facts, reload } = smallFacts('mailer');
  const spaces = new AskerSpaces(facts);
  expect(() => spaces.current(settings('marketing', 'a, "b'))).toThrow('the search_path is no list of names');
  expect(() => spaces.current(settings('fulfilment'))).toThrow(/purpose/);
  reload({ stores: [] });
  expect(() => spaces.current(settings())).toThrow('the store is not configured any more');
});
