import { expect, test } from 'vitest';
import { rememberRight } from '../../../src/enforce/document/remember-right.js';

test('what was right is not judged again until another text is right', () => {
  const judged: (string | undefined)[] = [];
  const isShort = rememberRight((text) => {
    judged.push(text);
    return (text ?? '').length < 3;
  }, true);
  expect(['a', 'a', 'bb', 'bb', 'a'].map(isShort)).toEqual([true, true, true, true, true]);
  expect(judged).toEqual(['a', 'bb', 'a']);
});

test('what was wrong stays so, is judged each time, and does not make another text forgotten', () => {
  const judged: (string | undefined)[] = [];
  const fault = { words: 'too long' };
  const refusal = rememberRight((text) => {
    judged.push(text);
    return (text ?? '').length < 3 ? null : fault;
  }, null);
  expect([undefined, 'long', 'long', undefined, ''].map(refusal)).toEqual([null, fault, fault, null, null]);
  expect(judged).toEqual([undefined, 'long', 'long', '']);
});
