import { expect, test } from 'vitest';
import {
  findTemporary,
  newTemporaries,
  settleTemporaries,
  type TemporaryRelation,
} from '../../../src/enforce/rewrite/temporaries.js';

const mine: TemporaryRelation = { name: 'mine', columns: ['a'], typeOids: [], permit: 'now', holdsProtected: false };
const known = new Map([['mine', mine]]);

test('a name is found unqualified and in pg_temp, and nowhere else', () => {
  const temporaries = newTemporaries(known, 'now');
  expect(findTemporary(temporaries, null, 'mine')).toBe(mine);
  expect(findTemporary(temporaries, 'pg_temp', 'mine')).toBe(mine);
  expect(findTemporary(temporaries, 'public', 'mine')).toBeUndefined();
  expect(findTemporary(temporaries, 'pg_temp_3', 'mine')).toBeUndefined();
  expect(findTemporary(newTemporaries(), null, 'mine')).toBeUndefined();
});

test('not under another purpose or policy', () => {
  expect(() => findTemporary(newTemporaries(known, 'later'), null, 'mine')).toThrow(/another purpose, policy/);
});

test('what is written beside something protected holds it from then on', () => {
  const temporaries = newTemporaries(known, 'now');
  temporaries.written.add(mine);
  expect(settleTemporaries(temporaries, false)).toEqual([]);
  expect(settleTemporaries(temporaries, true)).toEqual([{ ...mine, holdsProtected: true }]);
});

test('what is made is new, whatever it holds', () => {
  const temporaries = newTemporaries(known, 'now');
  const again = { ...mine, columns: ['b'] };
  temporaries.written.add(again);
  expect(settleTemporaries(temporaries, false)).toEqual([again]);
});

test('what is made of one that holds something protected holds it too', () => {
  const temporaries = newTemporaries(known, 'now');
  temporaries.read.add({ ...mine, name: 'other', holdsProtected: true });
  temporaries.written.add(mine);
  expect(settleTemporaries(temporaries, false)).toEqual([{ ...mine, holdsProtected: true }]);
});

test.each([
  ['read while it holds something protected', true, false],
  ['written beside it', false, true],
])('nothing else is written where one is %s', (_, reads, writes) => {
  const temporaries = newTemporaries(known, 'now');
  if (reads) temporaries.read.add({ ...mine, holdsProtected: true });
  if (writes) temporaries.written.add(mine);
  temporaries.writesOthers = true;
  expect(() => settleTemporaries(temporaries, false)).toThrow(/copying from or beside temporary tables/);
});

test('one that holds nothing protected fills others', () => {
  const temporaries = newTemporaries(known, 'now');
  temporaries.read.add(mine);
  temporaries.writesOthers = true;
  expect(settleTemporaries(temporaries, true)).toEqual([]);
});
