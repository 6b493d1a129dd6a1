import { readFileSync } from 'node:fs';
import net, { type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KeepAlive, systemKeepAlive, targetFromUrl } from '../../src/pg/index.js';
import { keepAlive } from '../../src/pg/keep-alive.js';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { startPooledGateway } from './pool/pooled-gateway.js';
import { RawClient, say } from './raw-client.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

/**
 * Seconds until the system asks the peer of the connection from one port of this machine to another whether it is still there;
 * null: it never does. From Linux' table of connections.
 */
function asksInSeconds(from: number, to: number): number | null {
  const port = (number: number) => `:${number.toString(16).toUpperCase().padStart(4, '0')}`;
  const line = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .find(([, local, remote]) => local?.endsWith(port(from)) && remote?.endsWith(port(to)));
  if (line === undefined) throw new Error('there is no such connection');
  // Kind of timer (02: this one), then when it is due, in hundredths of a second.
  const [kind, due] = (line[5] ?? '').split(':');
  return kind === '02' ? Number.parseInt(due ?? '', 16) / 100 : null;
}

/** While something has not been acknowledged, another timer runs. */
const comesTo = (read: () => number | null, isRight: (seconds: number | null) => boolean) =>
  expect.poll(read, { timeout: 10_000 }).toSatisfy(isRight);

const cases: readonly [KeepAlive, (seconds: number | null) => boolean][] = [
  [{ enabled: false, idleMs: 0 }, (seconds) => seconds === null],
  [{ enabled: false, idleMs: 50_000 }, (seconds) => seconds === null],
  [{ enabled: true, idleMs: 50_000 }, (seconds) => seconds !== null && seconds > 30 && seconds <= 50],
  // As long as the system says: two hours, if nobody has changed it.
  [systemKeepAlive, (seconds) => seconds !== null && seconds > 50],
];

test.each(cases)('a connection that has been made: %j', async (option, isRight) => {
  const server = net.createServer();
  const accepted = new Promise<Socket>((resolve) => server.on('connection', resolve));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = net.connect(port, '127.0.0.1');
  const socket = await accepted;
  keepAlive(socket, option);
  await comesTo(() => asksInSeconds(port, socket.remotePort as number), isRight);
  client.destroy();
  socket.destroy();
  server.close();
});

test.each(cases)('clients of a listener and connections to a server: %j', async (option, isRight) => {
  const route = { target: { ...targetFromUrl(database.url), keepAlive: option } };
  const gateway = await startPooledGateway(database, {}, route, { keepAlive: () => option });
  const client = await RawClient.logIn(gateway, { database: database.name });
  client.send(say.query('SELECT inet_client_port()'));
  await client.until('Z:I');
  const port = Number(client.last('D').toString('latin1', 11));
  await comesTo(() => asksInSeconds(gateway.port, client.socket.localPort as number), isRight);
  await comesTo(() => asksInSeconds(port, database.port), isRight);
  client.close();
  await gateway.listener.close();
});
