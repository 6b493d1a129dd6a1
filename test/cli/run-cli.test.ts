import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.js';
import { run } from './run.js';

test('without a command the overview is an error', async () => {
  const { code, out, err } = await run([]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('usage: damask COMMAND');
});

test.each(['--help', '-h', 'help'])('%s prints the overview, with every command', async (argument) => {
  const { code, out, err } = await run([argument]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  for (const { name, summary } of commands)
    expect(out).toMatch(new RegExp(`^  ${name} +${summary.replace(/[()]/g, '\\$&')}$`, 'm'));
});

test.each(commands.map(({ name }) => name))('%s --help says how it is used', async (name) => {
  for (const argv of [
    [name, '--help'],
    [name, '-h'],
    ['help', name],
  ]) {
    const { code, out, err } = await run(argv);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(new RegExp(`^usage: damask ${name} ?`));
    expect(out.endsWith('\n')).toBe(true);
  }
});

test.each(['start', 'check', 'explain'])('%s --help names its exit codes and options', async (name) => {
  const { out } = await run([name, '--help']);
  expect(out).toContain('--config PATH');
  expect(out).toContain('Exit codes: 0 ');
});

test.each(['--version', '-v', 'version'])("%s prints the package's version", async (argument) => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(await run([argument])).toEqual({ code: 0, out: `damask ${version}\n`, err: '' });
});

test('a command that is none is said', async () => {
  const { code, err } = await run(['strat']);
  expect({ code, err }).toEqual({ code: 2, err: 'damask: there is no command `strat`; `damask --help` lists them\n' });
});

test.each([
  [['start'], 'option `--config` is needed'],
  [['start', '--config'], 'config'],
  [['start', '--config', ''], 'option `--config` is needed'],
  [['start', '--confg', 'x'], 'confg'],
  [['start', '--config', 'a', '--config', 'b'], 'option `--config` is given twice'],
  [['start', '--config', 'a', 'b'], 'takes no arguments but options'],
  [['check', 'a'], 'takes no arguments but options'],
  [['check'], 'option `--config` is needed'],
  [['explain', '--config', 'a', 'SELECT 1'], 'option `--as` is needed'],
  [['explain', '--config', 'a', '--as', 'b'], 'takes one statement'],
  [['explain', '--config', 'a', '--as', 'b', 'SELECT', '1'], 'takes one statement'],
])('%j is used wrongly: %s', async (argv, message) => {
  const { code, out, err } = await run(argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(message);
  expect(err).toContain(`usage: damask ${argv[0]}`);
});

test('--help behind -- is no cry for help', async () => {
  expect((await run(['check', '--', '--help'])).code).toBe(2);
});
