// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs a program to its end. Throws with its last output when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, input?: string, timeoutMs?: number }} [options]
 * @returns {Promise<{ stdout: string, stderr: string }>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env, stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 600_000);
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return resolve({ stdout, stderr });
      reject(new Error(`${command} ${args.join(' ')}: ${signal ?? code}\n${(stderr || stdout).slice(-2000)}`));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

/** PostgreSQL and PgBouncer refuse to run as root: as root, they are run as the user `postgres`. */
export const isRoot = process.getuid?.() === 0;

/**
 * The command line that runs `command` as an unprivileged user.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {[string, string[]]}
 */
export function unprivileged(command, args) {
  return isRoot ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, [...args]];
}

/** @param {string} command */
export function isInstalled(command) {
  return spawnSync('which', [command]).status === 0;
}

/** @returns {Promise<number>} a loopback port that was free a moment ago */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('no port'));
      server.close(() => resolve(address.port));
    });
  });
}

/**
 * Waits until `probe` does not throw.
 * @template T
 * @param {() => Promise<T>} probe
 * @param {{ timeoutMs: number, what: string, failed?: () => string | null }} options `failed` tells why waiting is in vain
 * @returns {Promise<T>}
 */
export async function until(probe, { timeoutMs, what, failed }) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      const reason = failed?.();
      if (reason) throw new Error(`${what}: ${reason}`);
      if (Date.now() > end) throw new Error(`${what}: not ready after ${timeoutMs} ms`, { cause: error });
    }
    await delay(50);
  }
}
