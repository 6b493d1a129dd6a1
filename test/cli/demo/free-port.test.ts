import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from '../../../src/cli/demo/free-port.js';

test('the port wanted is taken when it is free, else the next one', async () => {
  const port = await freePort();
  expect(await freePort(port)).toBe(port);
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  expect(await freePort(port)).toBeGreaterThan(port);
  await new Promise((resolve) => other.close(resolve));
});

test('what is no port is an error', async () => {
  await expect(freePort(Number('high'))).rejects.toThrow(RangeError);
  await expect(freePort(65_536)).rejects.toThrow(RangeError);
});
