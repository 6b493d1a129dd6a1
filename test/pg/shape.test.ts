import { expect, test } from 'vitest';
import { contradicts, filled, holds, renewed, untold } from '../../src/pg/shape.js';

const told = { parameters: 'int', columns: 'text' };

test('what was not told is nobody’s to hold', () => {
  expect([holds(untold, untold), holds(untold, told), contradicts(untold, told)]).toEqual([true, true, false]);
});

test('what was told and is not known here may hold or not', () => {
  expect([holds(told, untold), contradicts(told, untold)]).toEqual([false, false]);
  const part = { parameters: null, columns: 'text' };
  expect([holds(told, part), contradicts(told, part), holds(part, told)]).toEqual([false, false, true]);
});

test.each(['parameters', 'columns'])('other %s contradict what was told', (part) => {
  const other = { ...told, [part]: 'date' };
  expect([holds(told, other), contradicts(told, other), contradicts(told, { ...untold, [part]: 'date' })]).toEqual([
    false,
    true,
    true,
  ]);
});

test('the first word counts for who keeps it, the last for what is known', () => {
  const later = { parameters: 'date', columns: null };
  expect(filled({ parameters: 'int', columns: null }, told)).toEqual(told);
  expect(filled(told, later)).toEqual(told);
  expect(renewed(told, later)).toEqual({ parameters: 'date', columns: 'text' });
});
