import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { caseGateway, contactsPath } from '../cases/case-gateway.js';
import { requestBytes } from '../http-gateway.js';
import { reference } from '../reference.js';
import { json } from '../service.js';

const gateway = caseGateway(reference({ listen: ', idle_timeout: 1s, request_timeout: 5s' }));
const kept = (principal: string) =>
  requestBytes(principal, { path: contactsPath }).toString().replace('Connection: close\r\n', '');

/** Asks until nothing is taken any more, and reads nothing. Gives how long the gateway bears it. */
async function askUnread(request: string): Promise<number> {
  const socket = connect(gateway.it.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  await new Promise((resolve) => socket.once('connect', resolve));
  const start = performance.now();
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const many = Buffer.from(request.repeat(200));
  const feed = (to: Socket) => {
    while (!to.destroyed && to.write(many));
  };
  socket.on('drain', () => feed(socket));
  feed(socket);
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 20_000))]);
  const borne = performance.now() - start;
  socket.destroy();
  return borne;
}

test.each(['clerk', 'nobody'])(
  'who asks and asks and reads nothing is cut off: %s',
  async (principal) => {
    gateway.it.service.script = () => json(`{"items": [{"id": 1, "email": "${'a'.repeat(100_000)}"}]}`);
    expect(await askUnread(kept(principal))).toBeLessThan(19_000);
    // What was asked and not read is bounded, too: by what the buffers between hold, not by how long it is asked.
    expect(gateway.it.service.requests.length).toBeLessThan(10_000);
  },
  40_000,
);
