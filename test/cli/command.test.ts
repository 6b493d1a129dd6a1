import { expect, test } from 'vitest';
import { UsageError } from '../../src/cli/command.js';
import { commands } from '../../src/cli/commands.js';

test('a wrong use is told from a fault by its class', () => {
  const error = new UsageError('`--config` needs a path');
  expect(error).toBeInstanceOf(Error);
  expect([error.name, error.message]).toEqual(['UsageError', '`--config` needs a path']);
  expect(new Error('x')).not.toBeInstanceOf(UsageError);
});

test('each command says in a few words what it does', () => {
  for (const { name, summary, help } of commands) {
    expect(name).toMatch(/^[a-z]+$/);
    expect(summary).toMatch(/^[a-z].*[^.]$/);
    expect(help).toContain(`damask ${name}`);
  }
});
