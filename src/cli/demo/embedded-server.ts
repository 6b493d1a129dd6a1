import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadEmbeddedPostgres } from './embedded-library.js';
import { freePort } from './free-port.js';

/** A PostgreSQL of the demo's own, in a temporary directory, on loopback. Nobody else knows its superuser's password. */
export interface EmbeddedServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Stops it, and removes what it left on disk. May be called again. */
  stop(): Promise<void>;
}

/** Nothing outlives the demo, so nothing needs to survive a crash of the machine. */
const settings = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'listen_addresses=127.0.0.1'];

/** @throws Error when there is no PostgreSQL for this platform, or it doesn't start. */
export async function startEmbeddedServer(): Promise<EmbeddedServer> {
  const EmbeddedPostgres = await loadEmbeddedPostgres();
  const directory = await mkdtemp(join(tmpdir(), 'damask-demo-'));
  // As root the server runs as the user `postgres`, who must be able to walk in.
  await chmod(directory, 0o755);
  const port = await freePort();
  const password = randomBytes(18).toString('base64url');
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    user: 'postgres',
    password,
    port,
    persistent: true,
    authMethod: 'scram-sha-256',
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    postgresFlags: settings.flatMap((setting) => ['-c', setting]),
    onLog: () => {},
    onError: () => {},
  });
  try {
    await server.initialise();
    await server.start();
  } catch (fault) {
    await rm(directory, { recursive: true, force: true });
    throw new Error('the PostgreSQL of the demo did not start', { cause: fault });
  }
  const processId = Number((await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8')).split('\n', 1)[0]);
  return { host: '127.0.0.1', port, user: 'postgres', password, stop: stopper(processId, directory) };
}

/**
 * The library's own `stop` waits for ever when the server has ended by itself, as it does when a Ctrl-C reaches the whole
 * group of processes.
 */
function stopper(processId: number, directory: string): () => Promise<void> {
  const abandon = () => {
    signal(processId, 'SIGQUIT');
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', abandon);
  return async () => {
    process.off('exit', abandon);
    // SIGINT is PostgreSQL's fast shutdown: https://www.postgresql.org/docs/18/server-shutdown.html
    signal(processId, 'SIGINT');
    while (signal(processId, 0)) await sleep(20);
    await rm(directory, { recursive: true, force: true });
  };
}

/** False when there is no such process. */
function signal(processId: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(processId, name);
  } catch {
    return false;
  }
}
