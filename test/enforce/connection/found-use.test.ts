import { expect, test } from 'vitest';
import { type FoundUse, pin } from '../../../src/enforce/connection/found-use.js';

test('the first reason to keep a connection is the one that counts', () => {
  const found = { pins: null } as FoundUse;
  pin(found, 'listen');
  pin(found, 'setting');
  expect(found.pins).toBe('listen');
});
