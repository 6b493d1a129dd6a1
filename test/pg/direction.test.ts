import { once } from 'node:events';
import net from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { Direction } from '../../src/pg/direction.js';
import { DirectReads } from '../../src/pg/upstream/direct-reads.js';
import type { Framer } from '../../src/pgwire/index.js';

const servers: net.Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A socket to which somebody has sent so many bytes before it is read from. */
async function flooded(bytes: number): Promise<net.Socket> {
  const server = net.createServer((socket) => socket.on('error', () => {}).end(Buffer.alloc(bytes)));
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const source = DirectReads.connect({ host: '127.0.0.1', port });
  await once(source, 'connect');
  source.pause();
  await new Promise((resolve) => setTimeout(resolve, 200));
  return source;
}

/** How many bytes are moved before others have their turn, at most, where a chunk of so many takes so many milliseconds. */
async function largestBurst(bytes: number, msOf: (bytes: number) => number) {
  const source = await flooded(bytes);
  let [all, burst, largest] = [0, 0, 0];
  const push = (chunk: Buffer) => {
    for (const endMs = performance.now() + msOf(chunk.length); performance.now() < endMs; );
    all += chunk.length;
    burst += chunk.length;
    largest = Math.max(largest, burst);
    return chunk.length;
  };
  const others = setInterval(() => {
    burst = 0;
  }, 0);
  await new Promise<void>((resolve) => {
    new Direction({
      source,
      destination: null,
      framer: { push, atBoundary: true, passesPart: false } as unknown as Framer,
      flush: () => true,
      onFault: (fault) => expect.unreachable(String(fault)),
      onEnd: resolve,
    }).start(Buffer.alloc(0));
  });
  clearInterval(others);
  return { all, largest };
}

test('others have their turn between large chunks that take long', async () => {
  const { all, largest } = await largestBurst(1_000_000, () => 10);
  expect(all).toBe(1_000_000);
  expect(largest).toBeLessThanOrEqual(16_384);
});

test('others have their turn within a chunk that takes long', async () => {
  const { all, largest } = await largestBurst(1_000_000, (bytes) => bytes / 1_000);
  expect(all).toBe(1_000_000);
  expect(largest).toBeLessThanOrEqual(16_384);
});

test('what takes no time passes as it comes', async () => {
  const { all } = await largestBurst(10_000_000, () => 0);
  expect(all).toBe(10_000_000);
});
