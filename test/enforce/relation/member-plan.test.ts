import { expect, test } from 'vitest';
import { columnKeys } from '../../../src/enforce/relation/column-keys.js';
import { memberPlan } from '../../../src/enforce/relation/member-plan.js';
import type { FieldDecision } from '../../../src/policy/index.js';
import { keys } from '../../masks/masked.js';

const reason = { category: null, rule: null, agreement: null, because: '' };
const decisions: Readonly<Record<string, FieldDecision>> = {
  'd.a': { kind: 'pass', reason },
  'd.b': { kind: 'mask', mask: { name: 'initial', options: undefined }, reason },
  'd.c': { kind: 'mask', mask: { name: 'nothing', options: undefined }, reason },
  'd.d': { kind: 'withhold', absent: false, reason },
};

const members = columnKeys([{ name: 'd' }], Object.keys(decisions)).columns.get('d')?.members ?? [];
const plan = memberPlan(members, (key) => decisions[key] as FieldDecision, 'withhold', keys);

test('a decision is a treatment; a mask that nobody knows withholds', () => {
  expect(plan.document.fields?.map(({ treatment }) => treatment.kind)).toEqual([
    'withhold',
    'pass',
    'mask',
    'withhold',
    'withhold',
  ]);
});

test('each treatment that masks has its mask', () => {
  expect([...plan.masks].map(([treatment, mask]) => [treatment.kind, mask.name])).toEqual([['mask', 'initial']]);
});

test('the rest passes where the column’s own category does', () => {
  expect(memberPlan([], () => decisions['d.a'] as FieldDecision, 'pass', keys).document.fields).toEqual([
    { path: { source: '$', segments: [] }, treatment: { kind: 'pass' } },
  ]);
});
