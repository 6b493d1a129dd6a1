import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { say } from '../raw-client.js';
import { rawPool } from './raw-pool.js';

const pool = rawPool({ poolSize: 3, poolSizeMin: 1, loginRetryMs: 10 });

const servers = () => pool.gateway.listener.pools().flatMap((one) => one.servers);
const settled = async (): Promise<void> => {
  await expect.poll(() => pool.gateway.listener.pools().map(({ connecting }) => connecting)).toEqual([0]);
};

/** As the console's PAUSE does it. */
function pause(): void {
  pool.gateway.listener.pause(null);
  pool.gateway.listener.reconnect(null);
}

test('a connection that was on its way when the pool was paused is not kept, nor is any opened for the least there are to be', async () => {
  const client = await pool.connect();
  pool.gateway.listener.reconnect(null);
  await expect.poll(servers).toEqual([]);
  client.send(say.query('SELECT 1'));
  while (pool.gateway.listener.pools()[0]?.connecting === 0) await turn();
  pause();
  await settled();
  await expect.poll(servers).toEqual([]);
  // The clock is looked at meanwhile, more than once.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(servers()).toEqual([]);
  expect(pool.gateway.listener.pools()[0]).toMatchObject({ waiting: 1, connecting: 0 });
  pool.gateway.listener.resume(null);
  expect(await client.until('Z:I')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
});
