import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PendingChange, PendingChanges } from '../../../src/pg/pool/pending-changes.js';

const step = fc.record({ pushed: fc.nat(3), later: fc.nat(2), taken: fc.nat(3) });

test('changes are taken in their order, each once, and found by their batch', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const pending = new PendingChanges();
      let left: PendingChange[] = [];
      let batch = 1;
      for (const { pushed, later, taken } of steps) {
        batch += later;
        for (let times = pushed; times > 0; times -= 1) {
          const change = { batch, change: {} as never };
          pending.push(change);
          left.push(change);
        }
        for (let of = 0; of <= batch + 1; of += 1) expect(pending.has(of)).toBe(left.some((one) => one.batch === of));
        const upTo = batch - taken;
        expect(pending.take(upTo)).toEqual(left.filter((one) => one.batch <= upTo));
        left = left.filter((one) => one.batch > upTo);
        expect(pending.isEmpty).toBe(left.length === 0);
      }
    }),
  );
});
