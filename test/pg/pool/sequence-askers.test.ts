import { expect, test } from 'vitest';
import { SequenceAskers } from '../../../src/pg/pool/sequence-askers.js';

test('what somebody has asked after elsewhere is remembered, and no other use', () => {
  const askers = new SequenceAskers();
  expect([askers.areThere, askers.askAfter(['InsertStmt items'])]).toEqual([false, false]);
  askers.ask();
  expect([askers.areThere, askers.askAfter(['InsertStmt items'])]).toEqual([true, false]);
  askers.askedElsewhere([]);
  askers.askedElsewhere(['InsertStmt items']);
  expect(askers.askAfter(['SelectStmt people', 'InsertStmt items'])).toBe(true);
  expect([askers.askAfter(['UpdateStmt items']), askers.askAfter([])]).toEqual([false, false]);
});

test('however many there are, few are remembered', () => {
  const askers = new SequenceAskers();
  for (let n = 0; n < 1_001; n += 1) askers.askedElsewhere([`InsertStmt t${n}`]);
  expect([askers.askAfter(['InsertStmt t0']), askers.askAfter(['InsertStmt t1000'])]).toEqual([false, true]);
});
