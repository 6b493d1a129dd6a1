import { checkStores, readConfiguration, type StoreFinding } from '../compose.js';
import { inReadingOrder, SettingsError, type SettingsIssue } from '../settings/index.js';
import { type Command, type CommandIo, type ExitCode, UsageError } from './command.js';
import { readArguments, required } from './read-arguments.js';

/** Compares a configuration with itself, and with the stores as they are now. */
export const check: Command = {
  name: 'check',
  summary: 'check a configuration against itself and the live stores',
  help: [
    'usage: damask check --config PATH [--offline] [--json]',
    '',
    'Says everything that is wrong with a configuration: with itself, and compared with the live stores. Connects to each',
    'store as the gateway would; reads catalogs only. Warnings name what could go around the gateway.',
    '',
    '  --config PATH   a YAML file, or a directory whose *.yaml are merged',
    '  --offline       do not connect to the stores',
    '  --json          findings as a JSON object: { good, findings: [{ severity, file, line, column, key, message }] }',
    '',
    'Exit codes: 0 good (there may be warnings), 1 something is wrong, 2 used wrongly.',
    '',
  ].join('\n'),
  run: async (args, io) => {
    const { options, positionals } = readArguments(args, { config: 'text', offline: 'flag', json: 'flag' });
    if (positionals.length > 0) throw new UsageError('takes no arguments but options');
    const findings = await findingsOf(required(options.config, 'config'), options.offline, io);
    return report(findings, options.json, io);
  },
};

async function findingsOf(path: string, offline: boolean, io: CommandIo): Promise<StoreFinding[]> {
  try {
    const loaded = await readConfiguration(path, io.environment);
    const live = offline ? [] : await checkStores(loaded);
    return [...loaded.warnings.map((issue) => ({ ...issue, severity: 'warning' as const })), ...live];
  } catch (fault) {
    if (!(fault instanceof SettingsError)) throw fault;
    return fault.issues.map((issue) => ({ ...issue, severity: 'error' as const }));
  }
}

function report(found: readonly StoreFinding[], asJson: boolean, io: CommandIo): ExitCode {
  const findings = inReadingOrder(found) as StoreFinding[];
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  if (asJson) {
    const shape = ({ severity, file, line, column, key, message }: StoreFinding) =>
      ({ severity, file, line, column, key, message }) satisfies SettingsIssue & { severity: string };
    io.out(`${JSON.stringify({ good: errors === 0, findings: findings.map(shape) }, null, 2)}\n`);
  } else {
    for (const { severity, file, line, column, key, message } of findings) {
      io.out(`${file}:${line}:${column}: ${severity}: ${key === '' ? '' : `${key}: `}${message}\n`);
    }
    io.out(`${errors === 0 ? 'good' : 'bad'}: ${count(errors, 'error')}, ${count(warnings, 'warning')}\n`);
  }
  return errors === 0 ? 0 : 1;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
