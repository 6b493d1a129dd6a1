#!/usr/bin/env node
import { runCli } from './cli/index.js';

/**
 * The process: what stands on the command line goes to the cli, its answer becomes the exit code. Signals reach the command
 * that asked for them.
 */

// A reader that has seen enough (`damask explain … | head`) is no fault.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  process.exit(fault.code === 'EPIPE' ? 0 : 1);
});

process.exitCode = await runCli(process.argv.slice(2), {
  environment: process.env,
  out: (text) => {
    process.stdout.write(text);
  },
  err: (text) => {
    process.stderr.write(text);
  },
  onSignal: (signal, handler) => {
    process.on(signal, handler);
    return () => process.off(signal, handler);
  },
});
