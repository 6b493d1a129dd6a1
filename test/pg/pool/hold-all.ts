import { expect } from 'vitest';
import { type RawClient, say } from '../raw-client.js';
import type { PooledGateway } from './pooled-gateway.js';

/**
 * Has clients hold every connection that there is: what comes next is given one that has met no statement. One that was asked for
 * while another was looked at may be on its way.
 *
 * @returns what lets them go
 */
export async function holdAll(
  { listener }: PooledGateway,
  connect: () => Promise<RawClient>,
): Promise<() => Promise<void>> {
  const holders: RawClient[] = [];
  await expect.poll(() => listener.pools()[0]?.connecting).toBe(0);
  while (listener.pools()[0]?.servers.some(({ state }) => state === 'idle')) {
    const holder = await connect();
    holder.send(say.query('BEGIN'));
    expect(await holder.until('Z')).toEqual(['C:BEGIN', 'Z:T']);
    holders.push(holder);
  }
  return async () => {
    for (const holder of holders) {
      holder.send(say.query('COMMIT'));
      await holder.until('Z');
    }
  };
}
