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
