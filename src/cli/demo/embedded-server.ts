import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { findBinaries, openToAll } from './postgres-binaries.js';
import { unprivilegedUser } from './system-user.js';

/** A PostgreSQL of our own, in a temporary directory, on a free loopback port. */
export interface EmbeddedServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Stops it, and removes what it left on disk. May be called again. */
  stop(): Promise<void>;
}

export interface EmbeddedServerOptions {
  /** The superuser's; random if not given. */
  readonly password?: string;
  /** More settings: `max_connections=200`. */
  readonly settings?: readonly string[];
}

/** Nothing outlives the server, so nothing needs to survive a crash of the machine. */
const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'fsync=off',
  'full_page_writes=off',
  'synchronous_commit=off',
];

/** @throws Error when there is no PostgreSQL for this platform, or it doesn't start. Nothing is left behind then. */
export async function startEmbeddedServer(options: EmbeddedServerOptions = {}): Promise<EmbeddedServer> {
  const password = options.password ?? randomBytes(18).toString('base64url');
  const directory = await mkdtemp(join(tmpdir(), 'damask-postgres-'));
  try {
    // Whoever runs the server must be able to walk in.
    await chmod(directory, 0o755);
    const user = await unprivilegedUser();
    const found = await findBinaries();
    const { initdb, postgres } = user === null ? found : await openToAll(found, directory);
    const data = join(directory, 'data');
    const passwordFile = join(directory, 'password');
    await mkdir(data, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (user !== null) for (const path of [data, passwordFile]) await chown(path, user.uid, user.gid);

    const run = (program: string, args: readonly string[]) =>
      // Apart from our own group of processes, so that a Ctrl-C doesn't take the server away under its clients.
      spawn(program, args, { ...user, cwd: directory, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    await succeeds(run(initdb, ['-D', data, '-U', 'postgres', `--pwfile=${passwordFile}`, ...initdbFlags]));
    const port = await freePort();
    const all = [...settings, ...(options.settings ?? [])].flatMap((setting) => ['-c', setting]);
    const server = run(postgres, ['-D', data, '-p', String(port), ...all]);
    await isReady(server);
    return { host: '127.0.0.1', port, user: 'postgres', password, stop: stopper(server, directory) };
  } catch (fault) {
    await rm(directory, { recursive: true, force: true });
    throw new Error('PostgreSQL did not start', { cause: fault });
  }
}

const initdbFlags = ['-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C.UTF-8', '--lc-messages=C', '--no-sync'];

/** @throws Error with what the program said when it doesn't end well. */
async function succeeds(program: ChildProcess): Promise<void> {
  let said = '';
  program.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code] = await once(program, 'close');
  if (code !== 0) throw new Error(said.trim());
}

/** Resolves when the server takes connections. What it says later is read, so that it isn't held up, and forgotten. */
function isReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr?.on('data', (chunk: Buffer) => {
      if (said.length < 65_536) said += chunk.toString();
      if (said.includes('database system is ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('close', () => reject(new Error(said.trim())));
  });
}

function stopper(server: ChildProcess, directory: string): () => Promise<void> {
  // A process that ends in a hurry takes the server along.
  const abandon = () => {
    server.kill('SIGQUIT');
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', abandon);
  return async () => {
    process.off('exit', abandon);
    // SIGINT is PostgreSQL's fast shutdown: https://www.postgresql.org/docs/18/server-shutdown.html
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'close');
      server.kill('SIGINT');
      await ended;
    }
    await rm(directory, { recursive: true, force: true });
  };
}
