import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { acceptDirectly } from '../../src/pg/direct-accepts.js';
import { type KeepAlive, systemKeepAlive } from '../../src/pg/keep-alive.js';
import { directReadsOf } from '../../src/pg/upstream/direct-reads.js';

const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A listening server, and what `acceptDirectly` gives of it. */
async function listen(backlog = 511, keepAlive = (): KeepAlive => systemKeepAlive) {
  const byEvent: net.Socket[] = [];
  const accepted: net.Socket[] = [];
  let waiting: ((socket: net.Socket) => void) | null = null;
  const server = net.createServer((socket) => byEvent.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  acceptDirectly(server, { backlog, keepAlive }, (socket) => {
    accepted.push(socket);
    socket.on('error', () => {});
    waiting?.(socket);
  });
  closing.push(() => {
    server.close();
    for (const socket of [...byEvent, ...accepted]) socket.destroy();
  });
  const next = () =>
    new Promise<net.Socket>((resolve) => {
      waiting = resolve;
    });
  return { server, byEvent, accepted, next, port: (server.address() as AddressInfo).port };
}

function connect(port: number): net.Socket {
  const client = net.connect(port, '127.0.0.1');
  client.on('error', () => {});
  closing.push(() => client.destroy());
  return client;
}

/** TCP_NODELAY, SO_KEEPALIVE and TCP_KEEPIDLE as Linux has them, which Node does not tell. */
async function optionsOf(socket: net.Socket): Promise<string> {
  const script = `open(my $s, "+<&=3") or die; sub o { unpack("i", getsockopt($s, $_[0], $_[1])) }
    print "nodelay ", o(6, 1), " keepalive ", o(1, 9), " idle ", o(6, 4);`;
  const child = spawn('perl', ['-e', script], { stdio: ['ignore', 'pipe', 'inherit', socket] });
  let said = '';
  child.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  await once(child, 'close');
  return said;
}

describe('sockets that a server accepts', () => {
  it('are streams until their reads are taken, and past them afterwards', async () => {
    const { next, port, byEvent } = await listen();
    const socketComes = next();
    const client = connect(port);
    const socket = await socketComes;
    client.write('first');
    const [first] = await once(socket, 'data');
    expect(String(first)).toBe('first');

    const reads = directReadsOf(socket);
    expect(reads).not.toBeNull();
    const chunks: Buffer[] = [];
    const second = new Promise<void>((resolve) => {
      reads?.take((chunk) => {
        chunks.push(chunk);
        resolve();
      });
    });
    client.write('second');
    await second;
    expect(Buffer.concat(chunks).toString()).toBe('second');

    socket.write('answer');
    const [answer] = await once(client, 'data');
    expect(String(answer)).toBe('answer');
    const ended = once(socket, 'end');
    client.end();
    await ended;
    expect(byEvent).toEqual([]);
  });

  it('read nothing before somebody listens, nor while they are paused', async () => {
    const { next, port } = await listen();
    const socketComes = next();
    const client = connect(port);
    client.write('early');
    const socket = await socketComes;
    const [early] = await once(socket, 'data');
    socket.pause();
    client.write('late');
    // Another connection's round trip: by then the first one's bytes are here.
    const otherComes = next();
    const other = connect(port);
    const otherSocket = await otherComes;
    other.write('?');
    await once(otherSocket, 'data');
    expect(String(early)).toBe('early');
    expect(socket.bytesRead).toBe(5);
    socket.resume();
    const [late] = await once(socket, 'data');
    expect(String(late)).toBe('late');
  });

  it.runIf(process.platform === 'linux')(
    'are told only so often what they have from the socket that listens',
    async () => {
      const { next, port } = await listen(1);
      const told = vi.spyOn(net.Socket.prototype, 'setNoDelay');
      closing.push(() => told.mockRestore());
      let last: net.Socket | null = null;
      for (let client = 0; client < 6; client += 1) {
        const socketComes = next();
        connect(port);
        last = await socketComes;
      }
      expect(told).toHaveBeenCalledTimes(2);
      expect(await optionsOf(last as net.Socket)).toMatch(/^nodelay 1 keepalive 1 idle \d+$/);
    },
  );

  it('send without delay and ask silent peers as is said now, those that waited and those that come later', async () => {
    let keepAlive: KeepAlive = { enabled: true, idleMs: 50_000 };
    const { next, port } = await listen(1, () => keepAlive);
    const said: string[] = [];
    for (let client = 0; client < 8; client += 1) {
      if (client === 4) keepAlive = { enabled: false, idleMs: 0 };
      const socketComes = next();
      connect(port);
      said.push(await optionsOf(await socketComes));
    }
    const [asks, silent] = ['nodelay 1 keepalive 1 idle 50', 'nodelay 1 keepalive 0'];
    expect(said.slice(0, 4)).toEqual([asks, asks, asks, asks]);
    expect(said.slice(4).map((one) => one.slice(0, silent.length))).toEqual([silent, silent, silent, silent]);
  });

  it('come by the server’s own event where they can’t be read so, and so do its faults', async () => {
    const { server, byEvent, accepted } = await listen();
    const handle = (server as unknown as { _handle: { onconnection(error: number, connection: unknown): void } })
      ._handle;
    const failed = once(server, 'error');
    handle.onconnection(-24, undefined);
    const [fault] = await failed;
    expect(fault).toMatchObject({ syscall: 'accept', code: 'EMFILE' });

    // As in a Node whose handles can't be given a buffer.
    const strange = { readStart: () => 0, readStop: () => 0, getAsyncId: () => 1, close() {} };
    handle.onconnection(0, strange);
    expect(byEvent).toHaveLength(1);
    expect(accepted).toEqual([]);
  });

  it('changes nothing of a server that does not listen', () => {
    const server = net.createServer();
    acceptDirectly(server, { backlog: 511, keepAlive: () => systemKeepAlive }, () => {});
    expect(server.listening).toBe(false);
    expect(server.listenerCount('connection')).toBe(0);
  });
});
