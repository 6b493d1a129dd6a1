import { type Command, type CommandIo, type ExitCode, UsageError } from './command.js';
import { commands } from './commands.js';
import { sayFault } from './say-fault.js';
import { version } from './version.js';

/** Runs `damask` with what stands behind its name. Never rejects. */
export async function runCli(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const [name, ...args] = argv;
  if (name === undefined) {
    io.err(overview());
    return 2;
  }
  if (name === '--version' || name === '-v' || name === 'version') {
    io.out(`damask ${version()}\n`);
    return 0;
  }
  const isHelp = name === '--help' || name === '-h' || name === 'help';
  const wanted = isHelp ? args[0] : name;
  if (wanted === undefined) {
    io.out(overview());
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === wanted);
  if (command === undefined) {
    io.err(`damask: there is no command \`${wanted}\`; \`damask --help\` lists them\n`);
    return 2;
  }
  if (isHelp || asksForHelp(args)) {
    io.out(command.help);
    return 0;
  }
  return runCommand(command, args, io);
}

async function runCommand(command: Command, args: readonly string[], io: CommandIo): Promise<ExitCode> {
  try {
    return await command.run(args, io);
  } catch (fault) {
    if (!(fault instanceof UsageError)) {
      io.err(`damask ${command.name}: ${sayFault(fault)}\n`);
      return 1;
    }
    const [usage] = command.help.split('\n');
    io.err(`damask ${command.name}: ${fault.message}\n${usage}\n`);
    return 2;
  }
}

/** What stands behind `--` is no option, so no cry for help. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'usage: damask COMMAND [OPTION...]',
    '',
    'A privacy-aware data gateway in front of PostgreSQL.',
    '',
    ...lines,
    '',
    '`damask COMMAND --help` says more about one. Exit codes: 0 good, 1 the thing asked about is bad, 2 used wrongly.',
    '',
  ].join('\n');
}
