import { readConfiguration } from '../compose.js';
import { type LoadedSettings, printIssue, SettingsError } from '../settings/index.js';
import type { CommandIo } from './command.js';

/** Reads the configuration and says on standard error what is worth knowing of it. Null when it can't be used: all that is wrong has been said. */
export async function loadConfiguration(path: string, io: CommandIo): Promise<LoadedSettings | null> {
  try {
    const loaded = await readConfiguration(path, io.environment);
    for (const warning of loaded.warnings) io.err(`${printIssue(warning)} (warning)\n`);
    return loaded;
  } catch (fault) {
    if (!(fault instanceof SettingsError)) throw fault;
    sayIssues(fault, io);
    return null;
  }
}

/** Everything that is wrong with a configuration, one line each, and how many. */
export function sayIssues({ issues }: SettingsError, io: CommandIo): void {
  for (const issue of issues) io.err(`${printIssue(issue)}\n`);
  io.err(`damask: the configuration can not be used: ${issues.length} ${issues.length === 1 ? 'fault' : 'faults'}\n`);
}
