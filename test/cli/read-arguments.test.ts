import { expect, test } from 'vitest';
import { UsageError } from '../../src/cli/command.js';
import { readArguments, required } from '../../src/cli/read-arguments.js';

const kinds = { config: 'text', json: 'flag' } as const;

test('options may stand anywhere, with or without an equals sign', () => {
  const expected = { options: { config: 'a', json: true }, positionals: ['x'] };
  expect(readArguments(['--config', 'a', '--json', 'x'], kinds)).toEqual(expected);
  expect(readArguments(['x', '--json', '--config=a'], kinds)).toEqual(expected);
});

test('what is not said is null, or false for a flag', () => {
  expect(readArguments([], kinds)).toEqual({ options: { config: null, json: false }, positionals: [] });
});

test('behind -- nothing is an option', () => {
  expect(readArguments(['--', '--json'], kinds).positionals).toEqual(['--json']);
});

test.each([
  [['--jsn'], 'unknown option `--jsn`'],
  [['--config'], '`--config <value>` argument missing'],
  [['--json=yes'], '`--json` does not take an argument'],
  [['--json', '--json'], 'option `--json` is given twice'],
])('%j is a usage error', (args, message) => {
  expect(() => readArguments(args, kinds)).toThrow(UsageError);
  expect(() => readArguments(args, kinds)).toThrow(message);
});

test.each([null, ''])('an option that is needed must say something: %j', (value) => {
  expect(() => required(value, 'config')).toThrow('option `--config` is needed');
  expect(required('a', 'config')).toBe('a');
});
