import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LaterNames } from '../../src/pg/later-names.js';

test('the first that gives a name is found, wherever the row begins and ends by now', () => {
  const step = fc.record({ pushed: fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 5 }), passed: fc.nat(4) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const row: string[] = [];
      const places = new LaterNames<string>((item) => (item === '' ? [] : [item]));
      let first = 0;
      for (const { pushed, passed } of steps) {
        row.push(...pushed);
        first = Math.min(row.length, first + passed);
        for (const name of ['a', 'b', 'c', 'd']) {
          const found = places.find(name, first, row.length, (number) => row[number] as string);
          expect(found).toBe(row.indexOf(name, first));
        }
      }
      places.forget();
      expect(places.find('a', 0, 1, () => 'a')).toBe(0);
    }),
  );
});

test('of many names, each item is looked at once', () => {
  let looked = 0;
  const places = new LaterNames<number>((item) => {
    looked += 1;
    return [`n${item}`];
  });
  for (let name = 0; name < 500; name += 1) places.find(`x${name}`, 0, 1_000, (number) => number);
  expect(looked).toBe(1_000);
});
