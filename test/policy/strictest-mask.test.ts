import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MaskSpec } from '../../src/masks/index.js';
import { strictestMask } from '../../src/policy/strictest-mask.js';

const spec = (name: string, options?: unknown): MaskSpec => ({ name, options });
const anySpec = fc.constantFrom(
  spec('null'),
  spec('constant', 'x'),
  spec('constant', 'y'),
  spec('redact'),
  spec('year'),
  spec('month'),
  spec('last4'),
  spec('pseudonym'),
  spec('bucket', 50),
  spec('bucket', 10),
);
const specs = fc.array(anySpec, { minLength: 1, maxLength: 5 });

test.each<[MaskSpec[], MaskSpec | null]>([
  [[spec('last4')], spec('last4')],
  [[spec('last4'), spec('last4')], spec('last4')],
  [[spec('last4'), spec('null')], spec('null')],
  [[spec('constant', 'x'), spec('null')], spec('null')],
  [[spec('constant', 'x'), spec('pseudonym')], spec('constant', 'x')],
  [[spec('redact'), spec('last4'), spec('last4')], spec('redact')],
  [[spec('redact'), spec('constant', 'x')], spec('constant', 'x')],
  [[spec('month'), spec('year')], spec('year')],
  [[spec('month'), spec('constant', 0), spec('year')], spec('constant', 0)],
  [[spec('last4'), spec('pseudonym')], null],
  [[spec('bucket', 10), spec('bucket', 50)], null],
  [[spec('partial', { first: 1 }), spec('partial', { last: 1 })], null],
  [[spec('last4'), spec('pseudonym'), spec('null')], null],
  [[], null],
])('of %j the strictest is %j', (masks, strictest) => {
  expect(strictestMask(masks)).toEqual(strictest);
});

test('options written in another order, or left out and empty, are the same options', () => {
  const [a, b] = [
    spec('partial', { first: 1, last: [2, null] }),
    spec('partial', { last: [2, null], fill: undefined, first: 1 }),
  ];
  expect(strictestMask([a, b])).not.toBeNull();
  expect(strictestMask([spec('pseudonym'), spec('pseudonym', {})])).not.toBeNull();
  expect(strictestMask([spec('pseudonym'), spec('pseudonym', null)])).toBeNull();
});

test('order and repetition make no difference', () => {
  fc.assert(
    fc.property(specs, fc.infiniteStream(fc.nat()), (masks, numbers) => {
      const shuffled = [...masks, ...masks]
        .map((mask) => ({ mask, key: numbers.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ mask }) => mask);
      expect(strictestMask(shuffled)).toEqual(strictestMask(masks));
    }),
  );
});

test('another mask never makes the outcome a laxer one', () => {
  fc.assert(
    fc.property(specs, anySpec, (masks, added) => {
      const [before, after] = [strictestMask(masks), strictestMask([...masks, added])];
      if (before === null || after === null) expect(after).toBeNull();
      else expect(strictestMask([before, after])).toEqual(after);
    }),
  );
});
