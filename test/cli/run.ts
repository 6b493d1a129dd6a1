import { type CommandIo, type ExitCode, runCli, type StopSignal } from '../../src/cli/index.js';

export interface Outcome {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** A command line under way, with what it has written so far. */
export interface Running {
  readonly done: Promise<Outcome>;
  out(): string;
  err(): string;
  /** As if the process had been sent it. */
  signal(name: StopSignal): void;
}

export function start(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Running {
  let out = '';
  let err = '';
  const handlers = new Map<StopSignal, Set<() => void>>();
  const io: CommandIo = {
    environment,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    onSignal: (signal, handler) => {
      const own = handlers.get(signal) ?? new Set();
      handlers.set(signal, own.add(handler));
      return () => own.delete(handler);
    },
  };
  return {
    done: runCli(argv, io).then((code) => ({ code, out, err })),
    out: () => out,
    err: () => err,
    signal: (name) => {
      for (const handler of handlers.get(name) ?? []) handler();
    },
  };
}

/** Runs a command line to its end. */
export function run(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return start(argv, environment).done;
}
