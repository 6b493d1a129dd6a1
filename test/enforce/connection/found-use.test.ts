import { expect, test } from 'vitest';
import { type FoundUse, lasts, pin } from '../../../src/enforce/connection/found-use.js';

test('the first reason to keep a connection is the one that counts', () => {
  const found = { pins: null } as FoundUse;
  pin(found, 'listen');
  pin(found, 'setting');
  expect(found.pins).toBe('listen');
});

test('one that nothing undoes counts whenever it comes', () => {
  const found = { pins: 'listen' } as unknown as FoundUse;
  pin(found, 'seed');
  expect(found.pins).toBe('seed');
  expect([lasts('seed'), lasts('unknown'), lasts('setting'), lasts('temporary')]).toEqual([true, true, false, false]);
});
