// @ts-check
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, until } from './process.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/**
 * @typedef {object} Damask
 * @property {string} host
 * @property {number} port
 * @property {number} httpPort
 * @property {number} adminPort
 * @property {number} pid
 * @property {() => string} output what the gateway has said so far
 * @property {() => Promise<void>} stop
 */

/**
 * Starts the built gateway (`dist/`) and waits until it serves. `@postgres@`, `@http@` and `@admin@` in the configuration
 * (JSON or YAML) become free ports; quotes around them go.
 * @param {string} configuration
 * @param {{ env?: Record<string, string> }} [options]
 * @returns {Promise<Damask>}
 */
export async function startDamask(configuration, { env = {} } = {}) {
  const main = join(root, 'dist/main.js');
  if (!existsSync(main)) throw new Error(`${main} is not there: npm run build`);
  const ports = { postgres: await freePort(), http: await freePort(), admin: await freePort() };
  const text = configuration.replace(/"?@(postgres|http|admin)@"?/g, (_, name) =>
    String(ports[/** @type {'postgres'} */ (name)]),
  );
  const directory = await mkdtemp(join(tmpdir(), 'damask-config-'));
  const file = join(directory, 'damask.yaml');
  await writeFile(file, text);
  const child = spawn(process.execPath, [main, 'start', '--config', file], {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-20_000);
    });
  }
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGQUIT');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await closed;
      clearTimeout(timer);
    }
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await until(
      async () => {
        const response = await fetch(`http://127.0.0.1:${ports.admin}/readyz`);
        if (response.status !== 200) throw new Error(`readyz: ${response.status}`);
      },
      {
        timeoutMs: 30_000,
        what: 'damask',
        failed: () => (child.exitCode === null ? null : `ended with ${child.exitCode}\n${output}`),
      },
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    host: '127.0.0.1',
    port: ports.postgres,
    httpPort: ports.http,
    adminPort: ports.admin,
    pid: Number(child.pid),
    output: () => output,
    stop,
  };
}
