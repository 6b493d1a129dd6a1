import { describe, expect, test } from 'vitest';
import { Remembered, withOrigins } from '../../../src/enforce/session/remembered.js';
import { plan } from '../small-view.js';

const declare = (name: string, more: { hold?: boolean; rowsMax?: number | null } = {}) =>
  ({ kind: 'declare', name, hold: false, rowsMax: null, origin: null, ...more }) as const;

test('prepared names stand until they are deallocated', () => {
  const remembered = new Remembered();
  remembered.apply({ kind: 'prepare', name: 'a', origin: null });
  remembered.apply({ kind: 'prepare', name: 'b', origin: null });
  remembered.apply({ kind: 'deallocate', name: 'a' });
  expect([...remembered.names.prepared.keys()]).toEqual(['b']);
  remembered.apply({ kind: 'deallocate', name: null });
  expect(remembered.names.prepared.size).toBe(0);
});

test('cursors stand until they are closed', () => {
  const remembered = new Remembered();
  remembered.apply(declare('a'));
  remembered.apply(declare('b'));
  remembered.apply({ kind: 'close', name: 'a' });
  expect([...remembered.names.cursors.keys()]).toEqual(['b']);
  remembered.apply({ kind: 'close', name: null });
  expect(remembered.names.cursors.size).toBe(0);
});

test('what was fetched is taken from what a cursor may give', () => {
  const remembered = new Remembered();
  remembered.apply(declare('a', { rowsMax: 10 }));
  remembered.apply(declare('free'));
  remembered.apply({ kind: 'fetch', name: 'a', rows: 4 });
  remembered.apply({ kind: 'fetch', name: 'free', rows: 4 });
  remembered.apply({ kind: 'fetch', name: 'nobody', rows: 4 });
  expect(remembered.names.cursors.get('a')?.rowsLeft).toBe(6);
  expect(remembered.names.cursors.get('free')?.rowsLeft).toBe(null);
  remembered.apply({ kind: 'fetch', name: 'a', rows: 100 });
  expect(remembered.names.cursors.get('a')?.rowsLeft).toBe(0);
});

test('a cursor without HOLD ends with its transaction, by COMMIT or by what ReadyForQuery says', () => {
  const remembered = new Remembered();
  remembered.apply(declare('short'));
  remembered.apply(declare('long', { hold: true }));
  remembered.transactionState('T', false);
  remembered.transactionState('I', false);
  expect([...remembered.names.cursors.keys()]).toEqual(['long']);
  remembered.apply(declare('again'));
  remembered.apply({ kind: 'end_transaction' });
  expect([...remembered.names.cursors.keys()]).toEqual(['long']);
});

test('a cursor that was just declared outlives an answer that was under way', () => {
  const remembered = new Remembered();
  remembered.apply(declare('a'));
  remembered.transactionState('I', false);
  expect(remembered.names.cursors.has('a')).toBe(true);
});

test('a branch changes nothing of where it came from', () => {
  const remembered = new Remembered([['p', null]], [['c', { rowsLeft: null, hold: false, seen: false, origin: null }]]);
  const branch = remembered.branch();
  branch.apply({ kind: 'deallocate', name: null });
  branch.apply({ kind: 'close', name: null });
  expect([remembered.names.prepared.size, remembered.names.cursors.size]).toEqual([1, 1]);
});

test('effects on settings are none of its business', () => {
  const remembered = new Remembered([['p', null]]);
  remembered.apply({ kind: 'purpose', purpose: 'x', local: false });
  expect([...remembered.names.prepared.keys()]).toEqual(['p']);
});

test('a statement that gives a name brings what it takes to judge it again', () => {
  const planned = plan('PREPARE p AS SELECT 1');
  const from = { clientText: 'PREPARE p AS SELECT 1', parameterTypes: [], spaceKey: 'k' };
  const named = withOrigins({ ...planned, fields: { ...planned.fields, lookups: 3 } }, from);
  const origin = { ...from, sentText: planned.text, lookups: 3, isEarlier: false, mentions: null };
  expect(named.effects).toEqual([{ kind: 'prepare', name: 'p', origin }]);
  // What is only prepared has looked for nothing yet.
  expect(named.fields.lookups).toBe(0);
  const plain = plan('SELECT 1');
  expect(withOrigins({ ...plain, fields: { ...plain.fields, lookups: 3 } }, from).fields.lookups).toBe(3);
});

test('a temporary table stays bound to what it was first made under, and to what it has held', () => {
  const remembered = new Remembered();
  const mine = { name: 'mine', columns: ['a'], typeOids: [1], permit: 'first', holdsProtected: true };
  remembered.apply({ kind: 'temporary', relation: mine });
  const later = { ...mine, columns: ['b'], typeOids: [2], permit: 'second', holdsProtected: false };
  const branch = remembered.branch();
  branch.apply({ kind: 'temporary', relation: later });
  expect([...branch.temporary.values()]).toEqual([{ ...mine, columns: ['b'], typeOids: [1, 2] }]);
  branch.transactionState('I', false);
  expect(branch.temporary.size).toBe(1);
  expect([...remembered.temporary.values()]).toEqual([mine]);
});

test('a cursor that may stand in spite of its CLOSE keeps what is left of its limit, until the CLOSE is known to be done', () => {
  const remembered = new Remembered();
  const left = () => remembered.names.rowsLeftUnder('c');
  remembered.apply(declare('c', { rowsMax: 10, hold: true }));
  remembered.transactionState('I', false);
  remembered.apply({ kind: 'fetch', name: 'c', rows: 7 });
  expect(left()).toBe(null);
  remembered.apply({ kind: 'close', name: 'c' });
  remembered.transactionState('I', true);
  expect(left()).toBe(3);
  remembered.apply(declare('c', { rowsMax: 10, hold: true }));
  remembered.apply({ kind: 'fetch', name: 'c', rows: 1 });
  expect([left(), remembered.names.cursors.get('c')?.rowsLeft]).toEqual([2, 9]);
  expect(remembered.branch().names.rowsLeftUnder('c')).toBe(2);
  remembered.apply({ kind: 'close', name: null });
  remembered.transactionState('E', false);
  expect(left()).toBe(2);
  remembered.apply(declare('c', { rowsMax: 10 }));
  remembered.apply({ kind: 'close', name: 'c' });
  remembered.transactionState('T', false);
  expect(left()).toBe(null);
});

test('a cursor of a transaction takes its limit with it', () => {
  const remembered = new Remembered();
  remembered.apply(declare('c', { rowsMax: 10 }));
  remembered.apply({ kind: 'end_transaction' });
  remembered.transactionState('T', false);
  expect(remembered.names.rowsLeftUnder('c')).toBe(10);
  remembered.transactionState('I', true);
  expect(remembered.names.rowsLeftUnder('c')).toBe(null);
});

describe('what stood under a name is forgotten once it is known to be gone', () => {
  const prepare = (text: string) => {
    const origin = {
      clientText: text,
      parameterTypes: [],
      sentText: text,
      lookups: 0,
      spaceKey: 'k',
      isEarlier: false,
      mentions: null,
    };
    return { kind: 'prepare', name: 'p', origin } as const;
  };
  const formerly = (remembered: Remembered) =>
    remembered.names.formerPrepared.under('p').map((origin) => origin?.sentText);

  test.each([
    ['when nothing failed', 'I', false, []],
    ['in a transaction that goes on', 'T', false, []],
    ['not when something failed', 'I', true, ['a']],
    ['not in a transaction that failed', 'E', false, ['a']],
  ] as const)('%s', (_, status, failed, left) => {
    for (const name of ['p', null]) {
      const remembered = new Remembered();
      remembered.apply(prepare('a'));
      remembered.transactionState('I', false);
      remembered.apply({ kind: 'deallocate', name });
      expect(formerly(remembered)).toEqual(['a']);
      remembered.transactionState(status, failed);
      expect(formerly(remembered)).toEqual(left);
      // What was not settled then is not settled by what comes after.
      remembered.transactionState('I', false);
      expect(formerly(remembered)).toEqual(left);
    }
  });

  test('a name that was given anew has no other meaning', () => {
    const remembered = new Remembered();
    remembered.apply(prepare('a'));
    remembered.apply(prepare('b'));
    expect(formerly(remembered)).toEqual(['a']);
    remembered.transactionState('I', false);
    expect(formerly(remembered)).toEqual([]);
    expect(remembered.names.prepared.get('p')?.sentText).toBe('b');
  });

  test('cursors as well, but for what the end of a transaction puts in doubt again', () => {
    const remembered = new Remembered();
    const under = () => remembered.names.formerCursors.under('c').length;
    remembered.apply(declare('c', { hold: true }));
    remembered.apply(declare('c', { hold: false }));
    expect(under()).toBe(1);
    remembered.transactionState('T', false);
    expect(under()).toBe(0);
    remembered.apply({ kind: 'close', name: null });
    remembered.apply(declare('c'));
    remembered.apply({ kind: 'end_transaction' });
    remembered.transactionState('T', false);
    expect(under()).toBe(1);
  });
});
