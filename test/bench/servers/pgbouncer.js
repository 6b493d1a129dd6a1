// @ts-check
import { spawn } from 'node:child_process';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { userIds } from './postgres.js';
import { freePort, isInstalled, isRoot, run, unprivileged, until } from './process.js';

/**
 * Starts Debian's PgBouncer on a free loopback port, in front of every database of `server`, without passwords.
 * @param {{ server: { host: string, port: number }, poolMode: 'session' | 'transaction', poolSize?: number, ignoreStartupParameters?: string }} options
 */
export async function startPgBouncer({ server, poolMode, poolSize = 64, ignoreStartupParameters = '' }) {
  if (!isInstalled('pgbouncer')) throw new Error('pgbouncer is not installed: apt-get install pgbouncer');
  const { stdout: version } = await run('pgbouncer', ['--version']);
  const directory = await mkdtemp(join(tmpdir(), 'damask-pgbouncer-'));
  const port = await freePort();
  const file = join(directory, 'pgbouncer.ini');
  const users = join(directory, 'users.txt');
  await writeFile(users, '"postgres" ""\n');
  await writeFile(
    file,
    `[databases]
* = host=${server.host} port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = ${poolMode}
default_pool_size = ${poolSize}
max_client_conn = 6000
ignore_startup_parameters = extra_float_digits,${ignoreStartupParameters}
log_connections = 0
log_disconnections = 0
log_stats = 0
`,
  );
  if (isRoot) for (const path of [directory, file, users]) await chown(path, ...userIds('postgres'));
  const child = spawn(...unprivileged('prlimit', ['--nofile=20000', 'pgbouncer', file]), {
    stdio: 'ignore',
    detached: true,
  });
  await until(
    () =>
      new Promise((resolve, reject) => {
        const socket = createConnection(port, '127.0.0.1');
        socket.once('error', reject);
        socket.once('connect', () => {
          socket.destroy();
          resolve(undefined);
        });
      }),
    {
      timeoutMs: 10_000,
      what: 'pgbouncer',
      failed: () => (child.exitCode === null ? null : `ended with ${child.exitCode}`),
    },
  );
  return {
    host: '127.0.0.1',
    port,
    pid: Number(child.pid),
    version: version.split('\n')[0] ?? 'PgBouncer',
    stop: async () => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      process.kill(-Number(child.pid), 'SIGTERM');
      await closed;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
