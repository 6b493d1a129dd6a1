import net from 'node:net';
import {
  encodeAuthenticationOk,
  encodeBackendKeyData,
  encodeParameterStatus,
  encodeReadyForQuery,
} from '../../src/pgwire/index.js';

/** One connection to the scripted server. */
export interface FakeConnection {
  readonly socket: net.Socket;
  /** The startup message's parameters: names and values in turn. */
  startup: readonly string[];
  /** `Q SELECT 1`, `S`: what came, in order. */
  readonly received: string[];
  /** How many bytes of messages came, startup aside. */
  bytes: number;
  closed: boolean;
}

/** A server that logs in whoever comes and then answers as a test says. */
export interface FakeServer {
  readonly host: string;
  readonly port: number;
  readonly connections: FakeConnection[];
  /** Cancel requests, as `pid:key in hex`. */
  readonly cancels: string[];
  /** What to send for a message; null: nothing. */
  answer: (type: string, body: Buffer, connection: FakeConnection) => Buffer | null;
  close(): Promise<void>;
}

export async function startFakeServer(): Promise<FakeServer> {
  const connections: FakeConnection[] = [];
  const cancels: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    const connection: FakeConnection = { socket, startup: [], received: [], bytes: 0, closed: false };
    let buffered: Buffer = Buffer.alloc(0);
    let started = false;
    socket.on('error', () => {});
    socket.on('close', () => {
      connection.closed = true;
    });
    socket.on('data', (chunk) => {
      if (started) connection.bytes += chunk.length;
      buffered = Buffer.concat([buffered, chunk]);
      if (!started) {
        if (buffered.length < 8 || buffered.length < buffered.readUInt32BE(0)) return;
        const length = buffered.readUInt32BE(0);
        if (buffered.readUInt32BE(4) === 80877102) {
          cancels.push(`${buffered.readInt32BE(8)}:${buffered.toString('hex', 12, length)}`);
          socket.end();
          return;
        }
        started = true;
        connection.startup = buffered.toString('utf8', 8, length - 2).split('\0');
        connections.push(connection);
        buffered = buffered.subarray(length);
        socket.write(
          Buffer.concat([
            encodeAuthenticationOk(),
            encodeParameterStatus({ name: 'client_encoding', value: 'UTF8' }),
            encodeBackendKeyData({ processId: 4711, secretKey: Buffer.from('c0ffee00', 'hex') }),
            encodeReadyForQuery('I'),
          ]),
        );
      }
      while (buffered.length >= 5 && buffered.length >= 1 + buffered.readUInt32BE(1)) {
        const length = 1 + buffered.readUInt32BE(1);
        const type = String.fromCharCode(buffered[0]!);
        const body = buffered.subarray(5, length);
        buffered = buffered.subarray(length);
        connection.received.push(`${type} ${body.toString('latin1').replaceAll('\0', '|')}`.trim());
        const reply = fake.answer(type, body, connection);
        if (reply !== null) socket.write(reply);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const fake: FakeServer = {
    host: '127.0.0.1',
    port,
    connections,
    cancels,
    answer: () => null,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  return fake;
}

/** Waits until `condition` holds. */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
