import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { openAdmin } from '../../src/admin/index.js';
import { textOf } from './files.js';

const line = /^ {2}CMD (\[.*\])$/m.exec(textOf('Dockerfile'))?.[1] ?? '[]';
const [, , script = ''] = JSON.parse(line) as string[];

/** The exit code of the image's health check, asked of another port. */
function check(port: number): Promise<number | null> {
  const child = spawn(process.execPath, ['-e', script.replace(':9090', `:${port}`)]);
  return new Promise((resolve) => child.once('close', resolve));
}

test("the image's health check passes while the gateway lives and fails when it is gone", async () => {
  const metrics = async () => ({ contentType: 'text/plain', body: '' });
  const admin = await openAdmin({
    host: '127.0.0.1',
    port: 0,
    token: null,
    metrics,
    readiness: () => ({ ready: true }),
  });
  expect(await check(admin.port)).toBe(0);
  await admin.close(0);
  expect(await check(admin.port)).toBe(1);
});
