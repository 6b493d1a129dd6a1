import { expect, test } from 'vitest';
import { isSameQuestion, type TextQuestion } from '../../../src/enforce/session/begun-text.js';

const asked: TextQuestion = { text: 'SELECT $1', protocol: 'extended', parameterTypes: [23, 0] };

test.each<[Partial<TextQuestion>, boolean]>([
  [{}, true],
  [{ parameterTypes: [23, 0] }, true],
  [{ text: 'SELECT  $1' }, false],
  [{ protocol: 'simple' }, false],
  [{ parameterTypes: [23] }, false],
  [{ parameterTypes: [23, 0, 0] }, false],
  [{ parameterTypes: [0, 23] }, false],
])('a question is the same when all of it is: %j', (changes, isSame) => {
  expect(isSameQuestion(asked, { ...asked, ...changes })).toBe(isSame);
});
