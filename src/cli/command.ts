/** 0: good. 1: the thing asked about is bad. 2: used wrongly. */
export type ExitCode = 0 | 1 | 2;

/** What operators send to a process that serves. */
export type StopSignal = 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGHUP';

/** The world, as a command may touch it. */
export interface CommandIo {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Results, for people or programs. Text is written as it is: it brings its own line breaks. */
  out(text: string): void;
  /** Everything else: progress, warnings, errors. */
  err(text: string): void;
  /** Calls `handler` at each such signal, in place of what the process does by itself, until the returned function is called. */
  onSignal(signal: StopSignal, handler: () => void): () => void;
}

/** One thing that `damask` does. Commands stand in commands.ts. */
export interface Command {
  readonly name: string;
  /** For the list of commands: a few words, lower case, no full stop. */
  readonly summary: string;
  /** What `--help` prints: usage line, what it does, options, exit codes. */
  readonly help: string;
  /** `args` is what stands behind the name. Throws UsageError when they are wrong; other throws are faults. */
  run(args: readonly string[], io: CommandIo): Promise<ExitCode>;
}

/** The command was used wrongly: said with its usage line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
