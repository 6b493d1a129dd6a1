import { expect, test } from 'vitest';
import { FormerNames } from '../../../src/enforce/session/former-names.js';

const origin = (sentText: string) => ({
  clientText: sentText,
  parameterTypes: [],
  sentText,
  lookups: 0,
  spaceKey: 'k',
  isEarlier: false,
  mentions: null,
});
const held = (sentText: string) => ({ origin: origin(sentText), hold: true, seen: false });

test('a name may mean whatever it has meant', () => {
  const names = new FormerNames().with('p', held('a')).with('p', held('b')).with('q', held('c'));
  expect(names.under('p').map((one) => one?.sentText)).toEqual(['a', 'b']);
  expect(names.under('none')).toEqual([]);
});

test('the same meaning twice is one', () => {
  expect(new FormerNames().with('p', held('a')).with('p', held('a')).under('p')).toHaveLength(1);
});

test('what does not outlive its transaction is gone with one that it was seen in', () => {
  const short = { ...held('a'), hold: false };
  const names = new FormerNames().with('c', short).with('c', held('b'));
  expect(names.afterReady('I').under('c')).toHaveLength(2);
  expect(
    names
      .afterReady('T')
      .afterReady('I')
      .under('c')
      .map((one) => one?.sentText),
  ).toEqual(['b']);
});

test('when there are too many, no name is sure', () => {
  let names = new FormerNames();
  for (let meaning = 0; meaning <= 100; meaning++) names = names.with('p', held(String(meaning)));
  expect(names.under('other')).toEqual([null]);
  expect(names.under('p')).toContain(null);
});

test('what it came from is not changed', () => {
  const names = new FormerNames();
  names.with('p', held('a'));
  expect(names.under('p')).toEqual([]);
});

test('what is known to be gone means nothing any more', () => {
  const names = new FormerNames().with('p', held('a')).with('q', held('b'));
  expect(names.without(new Set(['p', 'other'])).under('p')).toEqual([]);
  expect(names.without(new Set(['p'])).under('q')).toHaveLength(1);
  expect(names.without(null).under('q')).toEqual([]);
});

test('after too many, only the end of all of them makes names sure', () => {
  let names = new FormerNames();
  for (let meaning = 0; meaning <= 100; meaning++) names = names.with('p', held(String(meaning)));
  expect(names.without(new Set(['p'])).under('p')).toEqual([null]);
  expect(names.without(null).under('p')).toEqual([]);
});
