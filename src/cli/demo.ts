import { fileURLToPath } from 'node:url';
import { createGateway, type Gateway, readConfiguration } from '../compose.js';
import { SettingsError } from '../settings/index.js';
import { type Command, type CommandIo, type ExitCode, UsageError } from './command.js';
import type { Login } from './demo/ask.js';
import type { ContactsDoor } from './demo/ask-contacts.js';
import { startContactsServer } from './demo/contacts-server.js';
import { apiKeyOf, demoEnvironment } from './demo/environment.js';
import { hints } from './demo/hints.js';
import { pickPeople } from './demo/people.js';
import { Progress } from './demo/progress.js';
import { startShopStore } from './demo/shop-store.js';
import { showViews } from './demo/show.js';
import { showContacts } from './demo/show-contacts.js';
import { type Viewer, viewers } from './demo/viewers.js';
import { sayIssues } from './load-configuration.js';
import { readArguments } from './read-arguments.js';

const configuration = fileURLToPath(new URL('../../config/damask.yaml', import.meta.url));

/** The gateway in front of a sample shop, on a PostgreSQL that comes and goes with it. */
export const demo: Command = {
  name: 'demo',
  summary: 'start a sample shop with the gateway in front, and show what each purpose sees',
  help: [
    'usage: damask demo [--exit]',
    '',
    'Starts a PostgreSQL with a sample shop in a temporary directory and a sample contacts service, and the gateway in front',
    'of both with the reference configuration. Prints what three principals see of the same statements and requests, then',
    'serves until it is stopped (Ctrl-C).',
    '',
    '  --exit   end after printing',
    '',
    'The ports are 6432, 8080 and 9090 (DAMASK_PORT, DAMASK_HTTP_PORT, DAMASK_ADMIN_PORT), or the next that are free.',
    '',
  ].join('\n'),
  run: async (args, io) => {
    const { options, positionals } = readArguments(args, { exit: 'flag' });
    if (positionals.length > 0) throw new UsageError('takes no arguments but `--exit`');
    return runDemo(options.exit, io);
  },
};

async function runDemo(endsAfterPrinting: boolean, io: CommandIo): Promise<ExitCode> {
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()));
  const forget = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) =>
    io.onSignal(signal, () => stopping.abort()),
  );
  const cleanUps: (() => Promise<void>)[] = [];
  try {
    await serveShop(io, stopping.signal, cleanUps);
    if (endsAfterPrinting) return 0;
    io.err('Serving. Ctrl-C stops it.\n');
    await stopped;
    return 0;
  } catch (fault) {
    if (fault === stopping.signal.reason) return 0;
    if (!(fault instanceof SettingsError)) throw fault;
    sayIssues(fault, io);
    return 1;
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
    for (const stopListening of forget) stopListening();
  }
}

/** Starts store and gateway, and prints what there is to see. What must be undone is put into `cleanUps`. */
async function serveShop(io: CommandIo, stopping: AbortSignal, cleanUps: (() => Promise<void>)[]): Promise<void> {
  const progress = new Progress(io.err);
  const store = await startShopStore(progress, stopping);
  cleanUps.push(store.stop);
  stopping.throwIfAborted();
  const contacts = await startContactsServer();
  cleanUps.push(contacts.stop);
  const environment = await demoEnvironment(store.gateway, contacts.url, io.environment);
  const gateway: Gateway = createGateway({ read: () => readConfiguration(configuration, environment), warmsUp: true });
  const addresses = await progress.step('starting the gateway', () => gateway.open());
  cleanUps.push(() => gateway.close());
  stopping.throwIfAborted();

  const login = (viewer: Viewer): Login => ({
    ...addresses.postgres,
    user: viewer.user,
    password: environment[viewer.passwordVariable] ?? '',
    database: store.owner.database,
  });
  const text = await progress.step('asking', () => showViews({ store: store.owner, throughGateway: login }));
  io.out(`\n${text}\n`);
  const { admin, http } = addresses;
  const door = (viewer: Viewer): ContactsDoor => ({
    url: `http://${http?.host}:${http?.port}/crm`,
    headers: {
      authorization: `Bearer ${apiKeyOf(viewer)}`,
      ...(viewer.user.includes('/') ? { 'damask-purpose': viewer.purpose } : {}),
    },
  });
  const service = { url: contacts.url, headers: {} };
  const people = await pickPeople(store.owner);
  io.out(`${await progress.step('asking over HTTP', () => showContacts({ service, throughGateway: door }, people))}\n`);
  io.out(
    hints(viewers.map(login), viewers.map(door), admin === null ? '' : `http://${admin.host}:${admin.port}/metrics`),
  );
}
