import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from '../../src/base/index.js';

test('a secret prints as [secret] in templates, JSON and the inspector', () => {
  const secret = new Secret('hunter2');
  expect(`${secret}`).toBe('[secret]');
  expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}');
  expect(inspect({ secret })).not.toContain('hunter2');
});

test('a secret is revealed on request', () => {
  expect(new Secret(7).reveal()).toBe(7);
});
