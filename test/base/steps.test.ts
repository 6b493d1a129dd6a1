import { expect, test } from 'vitest';
import { forATurn, inOneGo, mapInSteps, type Steps } from '../../src/base/index.js';

function* count(to: number, stepMs = 0): Steps<{ counted: number }> {
  for (let at = 0; at < to; at += 1) {
    for (const endMs = performance.now() + stepMs; performance.now() < endMs; );
    yield;
  }
  return { counted: to };
}

function* failing(): Steps<object> {
  yield;
  throw new Error('a step failed');
}

test('all at once', () => {
  expect(inOneGo(count(5))).toEqual({ counted: 5 });
  expect(() => inOneGo(failing())).toThrow('a step failed');
});

test('what fits into a turn is finished in it', () => {
  expect(forATurn(count(5), 60_000)).toEqual({ counted: 5 });
  expect(() => forATurn(failing(), 60_000)).toThrow('a step failed');
});

test('what does not is gone on with, and each turn gets a step further', () => {
  const steps = count(5, 1);
  let turns = 1;
  let done = forATurn(steps, 0);
  for (; done === null; done = forATurn(steps, 0)) turns += 1;
  expect(done).toEqual({ counted: 5 });
  expect(turns).toBe(6);
});

test('a long step is begun early in a turn, or has one of its own', () => {
  function* work(): Steps<{ done: true }> {
    for (const endMs = performance.now() + 30; performance.now() < endMs; );
    yield;
    yield 'long';
    return { done: true };
  }
  const early = work();
  expect(forATurn(early, 60_000)).toEqual({ done: true });
  const late = work();
  expect(forATurn(late, 100)).toBeNull();
  expect(forATurn(late, 100)).toEqual({ done: true });
});

test('a list is worked through in order, and can be left off at each', () => {
  const work = mapInSteps([3, 1, 2], (item, index) => count(item * 10 + index));
  let steps = 0;
  let step = work.next();
  for (; step.done !== true; step = work.next()) steps += 1;
  expect(step.value).toEqual([{ counted: 30 }, { counted: 11 }, { counted: 22 }]);
  expect(steps).toBe(63);
});
