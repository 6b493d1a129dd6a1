import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createShop, type TestShop } from './compose/shop.js';
import { freePort } from './fixtures/postgres-server.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = mkdtempSync(join(tmpdir(), 'damask-built-'));
const main = join(built, 'dist', 'main.js');

/** A program's end: exit code, or the signal that ended it, and what it wrote. */
interface Ended {
  readonly code: number | string | null;
  readonly out: string;
  readonly err: string;
}

beforeAll(() => {
  execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', join(built, 'dist')], { cwd: root });
  cpSync(join(root, 'package.json'), join(built, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(built, 'node_modules'));
});
afterAll(() => rmSync(built, { recursive: true }));

function damask(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child: ChildProcess = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...environment } });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code: code ?? signal, out, err }));
  });
  return { child, ended, err: () => err };
}

test('results go to standard output, and the exit code is the command’s', async () => {
  expect(await damask(['--version']).ended).toEqual({ code: 0, out: expect.stringMatching(/^damask \d/), err: '' });
  expect(await damask([]).ended).toEqual({ code: 2, out: '', err: expect.stringContaining('usage: damask') });
  const bad = await damask(['check', '--config', '/nowhere']).ended;
  expect(bad).toEqual({ code: 1, out: expect.stringContaining('the configuration does not exist'), err: '' });
});

test('a reader that has seen enough is no fault', async () => {
  const { child, ended } = damask(['--help']);
  child.stdout?.destroy();
  expect((await ended).err).toBe('');
});

test('the process serves, reads its configuration anew on SIGHUP, and ends on SIGTERM with 0', async () => {
  const shop: TestShop = await createShop();
  const port = await freePort();
  const environment = { ...shop.environment, DAMASK_PORT: String(port), DAMASK_LOG_LEVEL: 'info' };
  const { child, ended, err } = damask(['start', '--config', shop.config], environment);
  await logged(err, 'gateway_ready');
  child.kill('SIGHUP');
  await logged(err, 'policy_loaded');
  child.kill('SIGTERM');
  const { code, out } = await ended;
  expect({ code, out }).toEqual({ code: 0, out: '' });
  const events = err()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).event);
  expect(events).toEqual(
    expect.arrayContaining(['gateway_starting', 'listener_open', 'admin_open', 'gateway_stopped']),
  );
  await shop.drop();
});

async function logged(err: () => string, event: string): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!err().includes(`"event":"${event}"`)) {
    if (performance.now() > deadline) throw new Error(`no ${event} in: ${err()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
