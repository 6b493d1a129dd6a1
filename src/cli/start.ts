import { Configuration, createGateway, type Gateway } from '../compose.js';
import { printIssue, SettingsError } from '../settings/index.js';
import { type Command, type CommandIo, type ExitCode, UsageError } from './command.js';
import { sayIssues } from './load-configuration.js';
import { readArguments, required } from './read-arguments.js';
import { sayFault } from './say-fault.js';
import { version } from './version.js';

/** Serves until it is stopped. */
export const start: Command = {
  name: 'start',
  summary: 'run the gateway',
  help: [
    'usage: damask start --config PATH [--no-watch]',
    '',
    'Serves the stores of a configuration until it is stopped. `/readyz` on the admin port answers 200 when it serves.',
    '',
    '  --config PATH   a YAML file, or a directory whose *.yaml are merged',
    '  --no-watch      read the configuration anew on SIGHUP only, not when its files change',
    '',
    'The configuration is read anew when one of its files changes: its own, those of `file:`, and certificates. One that',
    'can not be used changes nothing; it is said here, in the log, the metrics and `/readyz`.',
    '',
    'SIGHUP     reads the configuration anew',
    'SIGTERM    takes no more clients, and lets each end its transaction, for `listen.postgres.shutdown_timeout` at most;',
    '           SIGINT does the same; a second one, or SIGQUIT, ends at once',
    '',
    'Exit codes: 0 stopped as asked, 1 the configuration or an address can not be used, 2 used wrongly.',
    '',
  ].join('\n'),
  run: async (args, io) => {
    const { options, positionals } = readArguments(args, { config: 'text', 'no-watch': 'flag' });
    if (positionals.length > 0) throw new UsageError('takes no arguments but options');
    return serve(required(options.config, 'config'), !options['no-watch'], io);
  },
};

async function serve(path: string, watches: boolean, io: CommandIo): Promise<ExitCode> {
  const configuration = new Configuration({ path, environment: io.environment });
  const read = async () => {
    const loaded = await configuration.read();
    for (const warning of loaded.warnings) io.err(`${printIssue(warning)} (warning)\n`);
    return loaded;
  };
  const gateway = createGateway({ read, version: version(), warmsUp: true });
  const stop = stopper(gateway);
  const forget = [
    io.onSignal('SIGTERM', () => stop.ask()),
    io.onSignal('SIGINT', () => stop.ask()),
    io.onSignal('SIGQUIT', () => stop.now()),
    io.onSignal('SIGHUP', () => void reload(gateway, io)),
  ];
  try {
    await gateway.open();
    if (watches) forget.push(configuration.watch(() => reload(gateway, io)));
    await Promise.race([stop.stopped, gateway.closed]);
    return 0;
  } catch (fault) {
    if (stop.isAsked()) {
      // It was stopped while it started.
      await stop.stopped;
      return 0;
    }
    if (fault instanceof SettingsError) sayIssues(fault, io);
    else io.err(`damask start: ${sayFault(fault)}\n`);
    return 1;
  } finally {
    for (const stopListening of forget) stopListening();
  }
}

/** The first request to stop is kind, the second is not. */
function stopper(gateway: Gateway) {
  let asked = false;
  let resolve: (outcome: Promise<void>) => void = () => {};
  const stopped = new Promise<void>((settle) => {
    resolve = settle;
  });
  const close = (graceful: boolean): void => {
    asked = true;
    resolve(gateway.close({ graceful }));
  };
  return { stopped, isAsked: () => asked, ask: () => close(!asked), now: () => close(false) };
}

async function reload(gateway: Gateway, io: CommandIo): Promise<void> {
  try {
    const kept = await gateway.reload();
    for (const key of kept) io.err(`damask start: \`${key}\` has changed; that takes effect at the next start\n`);
  } catch (fault) {
    if (fault instanceof SettingsError) sayIssues(fault, io);
    else io.err(`damask start: ${sayFault(fault)}\n`);
  }
}
