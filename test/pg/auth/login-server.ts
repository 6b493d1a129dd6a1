import { createServer, type Socket } from 'node:net';
import { Secret } from '../../../src/base/index.js';
import { type GatewayError, toGatewayError } from '../../../src/errors/index.js';
import {
  type AuthenticationFrame,
  authenticateClient,
  type PrincipalCredential,
  ScramVerifiers,
} from '../../../src/pg/auth/index.js';
import type { ListenerTls } from '../../../src/pg/tls.js';
import { FrameReader } from '../../../src/pg/upstream/frame-reader.js';
import { openUpstream, UpstreamRefusal, type UpstreamTarget } from '../../../src/pg/upstream/index.js';

/** As much of a gateway as a login needs: SSLRequest, startup, our authentication, an upstream of its own, and then a pipe. */
export interface LoginServer {
  readonly port: number;
  readonly logins: { readonly name: string; readonly bound: boolean }[];
  close(): Promise<void>;
}

export interface LoginServerOptions {
  readonly principals: ReadonlyMap<string, PrincipalCredential>;
  readonly upstream: UpstreamTarget;
  readonly tls?: ListenerTls;
  readonly host?: string;
}

export async function startLoginServer(options: LoginServerOptions): Promise<LoginServer> {
  const verifiers = new ScramVerifiers({ saltSecret: new Secret(Buffer.from('a salt secret of this test')) });
  const sockets = new Set<Socket>();
  const logins: { name: string; bound: boolean }[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket, options, verifiers, logins).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, options.host ?? '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    logins,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function serve(
  raw: Socket,
  options: LoginServerOptions,
  verifiers: ScramVerifiers,
  logins: { name: string; bound: boolean }[],
): Promise<void> {
  let socket = raw;
  let binding: Buffer | null = null;
  let packet = await packetFrom(socket);
  if (packet.readInt32BE(4) === 80877103) {
    if (options.tls === undefined) socket.write('N');
    else {
      socket.write('S');
      ({ socket, binding } = await options.tls.accept(raw, false));
    }
    packet = await packetFrom(socket);
  }
  const strings = packet.subarray(8).toString().split('\0');
  const parameters = new Map<string, string>();
  for (let i = 0; i + 1 < strings.length && strings[i] !== ''; i += 2) parameters.set(strings[i]!, strings[i + 1]!);
  const name = parameters.get('user') ?? '';
  const database = parameters.get('database') ?? name;
  parameters.delete('user');
  parameters.delete('database');
  const reader = new FrameReader(socket, 2048);
  try {
    await authenticateClient(
      {
        send: (bytes) => socket.write(bytes),
        receive: async (): Promise<AuthenticationFrame> => {
          const frame = await reader.next();
          return { type: String.fromCharCode(frame[0]!), body: frame.subarray(5) };
        },
      },
      { name, credential: options.principals.get(name) ?? null, address: raw.remoteAddress ?? '', binding },
      verifiers,
    );
    logins.push({ name, bound: binding !== null });
    const rest = reader.release();
    const link = await openUpstream(options.upstream, { database, parameters, protocolMinor: 0 });
    socket.write(Buffer.concat([link.greeting, Buffer.from([0x5a, 0, 0, 0, 5, 0x49])]));
    if (rest.length > 0) link.socket.write(rest);
    socket.pipe(link.socket);
    link.socket.pipe(socket);
    socket.on('close', () => link.socket.destroy());
  } catch (error) {
    socket.end(error instanceof UpstreamRefusal ? error.frame : errorFrame(toGatewayError(error)));
  }
}

async function packetFrom(socket: Socket): Promise<Buffer> {
  const packet = await new Promise<Buffer>((resolve, reject) => {
    socket.once('data', resolve);
    socket.once('close', () => reject(new Error('closed')));
    socket.resume();
  });
  socket.pause();
  return packet;
}

function errorFrame(error: GatewayError): Buffer {
  const body = Buffer.from(`SFATAL\0VFATAL\0C${error.sqlstate}\0M${error.message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
