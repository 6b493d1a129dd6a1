import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.js';
import { commandsToCome } from '../../src/cli/not-available.js';

test('a name is one word, and stands once', () => {
  const names = commands.map(({ name }) => name);
  for (const name of names) expect(name).toMatch(/^[a-z]+$/);
  expect(new Set(names).size).toBe(names.length);
});

test('a summary is a few words without a full stop', () => {
  for (const { summary } of commands) expect(summary).toMatch(/^[a-z].{5,100}[^.]$/);
});

test('what works is listed before what is to come', () => {
  expect(commands.slice(0, 4).map(({ name }) => name)).toEqual(['demo', 'start', 'check', 'explain']);
  expect(commands.slice(4)).toEqual(commandsToCome);
});
