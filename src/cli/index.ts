/**
 * cli: what an operator types. One command a file; commands.ts lists them, command.ts says what one is.
 *
 * Invariant: results go to standard output and everything else to standard error; 0 good, 1 the thing asked about is bad,
 * 2 used wrongly. Knows settings and compose, and no other room.
 */

export type { CommandIo, ExitCode, StopSignal } from './command.js';
export { runCli } from './run-cli.js';
