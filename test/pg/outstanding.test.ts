import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Outstanding, request } from '../../src/pg/outstanding.js';

test('a Query that ReadyForQuery ends without an answer is out of order: what follows would be taken for another one’s', () => {
  const outstanding = new Outstanding();
  outstanding.push(request('query'));
  expect(outstanding.ready()).toBe(false);
  const answered = request('query');
  answered.isAnswered = true;
  outstanding.push(answered);
  expect(outstanding.ready()).toBe(true);
  outstanding.push(request('query'));
  outstanding.fail(() => {});
  expect(outstanding.ready()).toBe(true);
});

test('what is not answered, and how much of it by ReadyForQuery, is counted whatever becomes of it', () => {
  const kinds = ['parse', 'bind', 'execute', 'query', 'sync', 'copy_end'] as const;
  const act = fc.oneof(fc.constantFrom(...kinds), fc.constantFrom('shift', 'fail', 'ready', 'copy', 'copied'));
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const outstanding = new Outstanding();
      for (const one of acts) {
        if (one === 'shift') {
          if (outstanding.head() !== null) outstanding.shift();
        } else if (one === 'fail') outstanding.fail(() => {});
        else if (one === 'ready') outstanding.ready();
        else if (one === 'copy') outstanding.copyInStarted();
        else if (one === 'copied') outstanding.copyInEnded();
        else if (one === 'sync') outstanding.pushSync();
        else if (one === 'copy_end') outstanding.pushCopyEnd();
        else outstanding.push(request(one));
      }
      let [left, readies] = [0, 0];
      const [size, awaitsReady] = [outstanding.size, outstanding.awaitsReady];
      for (let head = outstanding.head(); head !== null; head = outstanding.head()) {
        left += 1;
        if (head.kind === 'query' || head.kind === 'sync') readies += 1;
        outstanding.shift();
      }
      expect([size, awaitsReady]).toEqual([left, readies > 0]);
      expect([outstanding.size, outstanding.awaitsReady]).toEqual([0, false]);
    }),
  );
});
