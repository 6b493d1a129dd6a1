import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RawClient, say } from '../pg/raw-client.js';
import { bytesInUse } from './bytes-in-use.js';
import { openTwinStores, type Twin, type TwinStores } from './conversations/twin-stores.js';

/*
 * A client that says ever more and hears nothing is stopped, or costs nothing; others are answered meanwhile, and when it has left.
 */

/** What the operating system holds for a connection over the loopback, on both of its legs, and what is made of a message at most. */
const grownBytesMax = 64 * 1024 * 1024;
const saidBytesMax = 20 * 1024 * 1024;
/** A socket that takes nothing for so long is full. */
const fullMs = 400;

const floods: readonly (readonly [what: string, frames: readonly Buffer[]])[] = [
  ['Sync', [say.sync]],
  ['Flush', [say.flush]],
  ['Queries', [say.query('SELECT id, name FROM people')]],
  ['names, given and taken', [say.parse('SELECT 1', 'a'), say.closeStatement('a')]],
  ['portals that are none', [say.closePortal('x')]],
  ['Execute without end', [say.parse('SELECT id FROM people'), say.bind(), say.execute()]],
  ['long parameters', [say.parse('SELECT $1::text'), say.bind('', '', ['x'.repeat(60_000)])]],
  ['settings', [say.query('SET datestyle = ISO'), say.query('SELECT 1')]],
  ['notices', [say.query("UPDATE orders SET status = 'x' WHERE id < 5")]],
];

/** Says it again and again until nobody takes more of it. */
async function flood({ socket }: RawClient, frames: readonly Buffer[]): Promise<void> {
  const one = Buffer.concat(frames);
  const chunk = Buffer.concat(Array.from({ length: Math.ceil(60_000 / one.length) }, () => one));
  let isClosed = false;
  socket.once('close', () => {
    isClosed = true;
  });
  for (let said = 0; said < saidBytesMax && !isClosed; said += chunk.length) {
    if (socket.write(chunk)) continue;
    const start = performance.now();
    while (socket.writableNeedDrain && !isClosed) {
      if (performance.now() - start > fullMs) return;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

async function isAnswered(twin: Twin): Promise<void> {
  const client = await twin.connect('mailer');
  client.send(say.query('SELECT count(*) FROM things'));
  await client.until('Z');
  client.close();
}

describe.each(['session', 'transaction'] as const)('with pool_mode %s, memory and others are spared by', (mode) => {
  let stores: TwinStores;
  beforeAll(async () => {
    stores = await openTwinStores(mode);
  });
  afterAll(() => stores.close());

  test.each(floods)('%s', { timeout: 60_000 }, async (_, frames) => {
    const [twin] = stores.both;
    const client = await twin.connect('clerk');
    client.socket.removeAllListeners('data');
    client.socket.pause();
    const before = bytesInUse();
    await flood(client, frames);
    expect(bytesInUse() - before).toBeLessThan(grownBytesMax);
    await isAnswered(twin);
    client.close();
    await isAnswered(twin);
  });
});
