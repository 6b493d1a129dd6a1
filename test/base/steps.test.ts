import { expect, test } from 'vitest';
import { forATurn, inOneGo, type Steps } from '../../src/base/index.js';

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
