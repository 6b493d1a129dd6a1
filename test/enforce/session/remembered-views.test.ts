import { expect, test } from 'vitest';
import { RememberedViews } from '../../../src/enforce/session/remembered-views.js';

const view = { name: 'v', columns: ['a'], definition: 'SELECT 1 AS a', path: [] };
const define = { kind: 'view', name: 'v', view } as const;
const drop = { kind: 'view', name: 'v', view: null } as const;

test('what was defined without failing holds, until it is dropped', () => {
  const views = new RememberedViews();
  views.apply(define);
  expect(views.known.get('v')).toEqual(view);
  views.transactionState('I', false);
  views.transactionState('I', true);
  expect(views.known.get('v')).toEqual(view);
  views.apply(drop);
  views.transactionState('I', false);
  expect(views.known.has('v')).toBe(false);
});

test.each([
  ['failed', [['I', true]]],
  ['failed in a transaction', [['E', false]]],
  [
    'was rolled back',
    [
      ['T', false],
      ['I', true],
    ],
  ],
] as const)('what %s is not known to hold, nor to be gone', (_, states) => {
  for (const effect of [define, drop]) {
    const views = new RememberedViews(new Map([['v', view]]));
    views.apply(effect);
    for (const [status, failed] of states) views.transactionState(status, failed);
    expect(views.known.get('v')).toBe(null);
  }
});

test('nor is what a savepoint may have taken back; what was there before is', () => {
  const views = new RememberedViews(new Map([['old', view]]));
  views.apply(define);
  views.transactionState('T', false);
  views.apply({ kind: 'rollback_part' });
  expect([views.known.get('v'), views.known.get('old')]).toEqual([null, view]);
  views.transactionState('I', false);
  views.apply(define);
  views.transactionState('I', false);
  expect(views.known.get('v')).toEqual(view);
});

test('a branch changes nothing of where it came from', () => {
  const views = new RememberedViews();
  views.branch().apply(define);
  expect(views.known.size).toBe(0);
});
