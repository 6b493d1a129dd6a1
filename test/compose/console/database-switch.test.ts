import { expect, test } from 'vitest';
import { DatabaseSwitches } from '../../../src/compose/console/database-switch.js';

test('a pause of all and one of a database are told apart; RESUME of all ends both', () => {
  const switches = new DatabaseSwitches();
  switches.turn({ kind: 'pause', database: 'a' });
  expect([switches.isPaused('a'), switches.isPaused('b')]).toEqual([true, false]);
  switches.turn({ kind: 'kill', database: null });
  expect([switches.isPaused('a'), switches.isPaused('b')]).toEqual([true, true]);
  switches.turn({ kind: 'resume', database: null });
  expect([switches.isPaused('a'), switches.isPaused('b')]).toEqual([false, false]);
});

test('a database can be resumed out of a pause of all, until the next one', () => {
  const switches = new DatabaseSwitches();
  switches.turn({ kind: 'pause', database: null });
  switches.turn({ kind: 'resume', database: 'a' });
  expect([switches.isPaused('a'), switches.isPaused('b')]).toEqual([false, true]);
  switches.turn({ kind: 'pause', database: null });
  expect(switches.isPaused('a')).toBe(true);
});

test('a worker that comes later is told what holds, and forgets what does not', () => {
  const switches = new DatabaseSwitches();
  switches.turn({ kind: 'disable', database: 'a' });
  switches.turn({ kind: 'pause', database: 'b' });
  const late = new DatabaseSwitches();
  late.turn({ kind: 'disable', database: 'c' });
  late.restore(structuredClone(switches.state));
  expect([late.isDisabled('a'), late.isPaused('b'), late.isDisabled('c')]).toEqual([true, true, false]);
});
