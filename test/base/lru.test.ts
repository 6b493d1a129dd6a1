import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LruMap } from '../../src/base/index.js';

test('what was used longest ago is forgotten first', () => {
  const map = new LruMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  expect(map.get('a')).toBe(1);
  map.set('c', 3);
  expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([1, undefined, 3, 2]);
});

test('it is as a list that what is used is moved to the end of', () => {
  const step = fc.tuple(fc.constantFrom('get', 'set', 'delete', 'clear', 'get', 'set', 'set'), fc.nat(5));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 0, max: 4 }), (steps, entriesMax) => {
      const map = new LruMap<number, number>(entriesMax);
      let list: [number, number][] = [];
      steps.forEach(([what, key], at) => {
        const found = list.find(([one]) => one === key);
        const others = list.filter(([one]) => one !== key);
        if (what === 'get') {
          expect(map.get(key)).toBe(found?.[1]);
          if (found !== undefined) list = [...others, found];
        } else if (what === 'set') {
          map.set(key, at);
          list = [...others, [key, at] as [number, number]].slice(entriesMax === 0 ? list.length + 1 : -entriesMax);
        } else if (what === 'delete') {
          map.delete(key);
          list = others;
        } else {
          map.clear();
          list = [];
        }
        expect(map.size).toBe(list.length);
      });
      for (const [key, value] of list) expect(map.get(key)).toBe(value);
    }),
    { seed: 1, numRuns: 300 },
  );
});
