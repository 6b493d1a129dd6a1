import type net from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/errors/index.js';
import {
  encodeCommandComplete,
  encodeErrorResponse,
  encodeReadyForQuery,
  errorResponseOf,
  frameBytes,
} from '../../src/pgwire/index.js';
import { eventually, type FakeServer, startFakeServer } from './fake-server.js';
import { type GatewayOptions, startGateway, type TestGateway } from './gateway.js';
import { ask, cancelRequest, RawClient, say } from './raw-client.js';

let server: FakeServer;
const gateways: TestGateway[] = [];

beforeEach(async () => {
  server = await startFakeServer();
});
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.listener.close();
  await server.close();
});

async function gatewayWith(options: GatewayOptions = {}): Promise<TestGateway> {
  const gateway = await startGateway(server, options);
  gateways.push(gateway);
  return gateway;
}

const rowDescription = frameBytes(
  0x54,
  Buffer.from([0, 1]),
  Buffer.from('a\0'),
  Buffer.alloc(6),
  Buffer.from([0, 0, 0, 25, 255, 255, 255, 255, 255, 255, 0, 0]),
);
const row = (text: string): Buffer => {
  const head = Buffer.alloc(6);
  head.writeInt16BE(1, 0);
  head.writeInt32BE(text.length, 2);
  return frameBytes(0x44, head, Buffer.from(text));
};
/** Writes one CopyData of `size` bytes in blocks of 1 MB. */
async function stream(socket: net.Socket, size: number, onBlock: (sent: number) => Promise<void>): Promise<void> {
  const head = Buffer.alloc(5);
  head[0] = 0x64;
  head.writeUInt32BE(size + 4, 1);
  socket.write(head);
  const block = Buffer.alloc(1024 * 1024, 0x61);
  for (let sent = block.length; sent <= size; sent += block.length) {
    socket.write(block);
    await onBlock(sent);
  }
}

const done = (rows: number): Buffer => encodeCommandComplete(`SELECT ${rows}`);
const ready = encodeReadyForQuery('I');

describe.each([{ transparent: false }, { transparent: true }])('with %o', (mode) => {
  describe('a server that goes away', () => {
    test('between rows: the client is told, FATAL, and closed', async () => {
      const gateway = await gatewayWith(mode);
      const client = await RawClient.logIn(gateway, {});
      server.answer = () => Buffer.concat([rowDescription, row('x'), row('y')]);
      client.send(say.query('SELECT a'));
      await client.until('D');
      server.connections[0]!.socket.destroy();
      expect(await client.untilClosed()).toEqual(['D', 'FATAL:08006']);
      expect(gateway.observer.events.map(({ event }) => event)).toContain('upstream_lost');
      await eventually(() => gateway.listener.connections === 0, 'the session is gone');
    });
    test('within a row: the client is closed, and nothing is taken for the rest of the row', async () => {
      const gateway = await gatewayWith(mode);
      const client = await RawClient.logIn(gateway, {});
      const whole = row('x'.repeat(1000));
      server.answer = () => Buffer.concat([rowDescription, whole.subarray(0, 500)]);
      let bytes = 0;
      client.socket.on('data', (chunk) => {
        bytes += chunk.length;
      });
      client.send(say.query('SELECT a'));
      await client.until('T');
      await eventually(() => bytes === rowDescription.length + 500, 'half a row has come');
      server.connections[0]!.socket.destroy();
      expect(await client.untilClosed()).toEqual([]);
      expect(bytes).toBe(rowDescription.length + 500);
    });
    test('while nothing is asked', async () => {
      const client = await RawClient.logIn(await gatewayWith(mode), {});
      server.connections[0]!.socket.end();
      expect(await client.untilClosed()).toEqual(['FATAL:08006']);
    });
    test('with words of its own: those are relayed, and no more', async () => {
      const client = await RawClient.logIn(await gatewayWith(mode), {});
      const farewell = new GatewayError('shutting_down', 'terminating connection due to administrator command');
      server.connections[0]!.socket.end(errorResponseOf(farewell, 'FATAL'));
      expect(await client.untilClosed()).toEqual(['FATAL:57P01']);
    });
    test('leaves the clients of other connections alone', async () => {
      const gateway = await gatewayWith(mode);
      const first = await RawClient.logIn(gateway, {});
      const second = await RawClient.logIn(gateway, {});
      server.connections[0]!.socket.destroy();
      await first.untilClosed();
      server.answer = () => Buffer.concat([frameBytes(0x49), ready]);
      second.send(say.query(''));
      expect(await second.until('Z')).toEqual(['I', 'Z:I']);
    });
  });

  describe('a client that goes away', () => {
    test('while its statement runs: it is cancelled with the server’s own key, and the connection closed', async () => {
      const client = await RawClient.logIn(await gatewayWith(mode), {});
      client.send(say.query('SELECT long'));
      await eventually(() => server.connections[0]!.received.length === 1, 'the statement runs');
      client.close();
      await eventually(() => server.connections[0]!.closed, 'the server connection is closed');
      expect(server.cancels).toEqual(['4711:c0ffee00']);
    });
    test('while nothing runs: nothing is cancelled, and the server is told Terminate', async () => {
      const client = await RawClient.logIn(await gatewayWith(mode), {});
      client.close();
      await eventually(() => server.connections[0]!.closed, 'the server connection is closed');
      expect(server.cancels).toEqual([]);
      expect(server.connections[0]!.received).toEqual(['X']);
    });
    test('with Terminate behind a statement: the statement is not cancelled', async () => {
      const client = await RawClient.logIn(await gatewayWith(mode), {});
      client.send(say.query('INSERT'), say.terminate);
      client.socket.end();
      await eventually(() => server.connections[0]!.received.length === 2, 'both have come');
      await eventually(() => server.connections[0]!.closed, 'the server connection is closed');
      expect(server.connections[0]!.received).toEqual(['Q INSERT|', 'X']);
      expect(server.cancels).toEqual([]);
    });
    test('within a row that is copied in: no Terminate is taken for a part of it', async () => {
      const client = await RawClient.logIn(await gatewayWith(mode), {});
      client.send(say.copyData(Buffer.alloc(1000)).subarray(0, 600));
      await eventually(() => server.connections[0]!.bytes === 600, 'half a message has come');
      client.close();
      await eventually(() => server.connections[0]!.closed, 'the server connection is closed');
      expect(server.connections[0]!.bytes).toBe(600);
    });
  });

  test.each([
    ['an unknown type', Buffer.from([0x7a, 0, 0, 0, 4]), 'invalid frontend message type 122'],
    ['a length that lies', Buffer.from([0x51, 0, 0, 0, 3]), 'invalid message length'],
    ['a length of 4 GB', Buffer.from([0x51, 0xff, 0xff, 0xff, 0xff]), 'invalid message length'],
    ['TLS in the middle', Buffer.from('\x16\x03\x01\x02\x00', 'latin1'), 'invalid frontend message type 22'],
    ['a second startup', Buffer.from([0, 0, 0, 8, 0, 3, 0, 0]), 'invalid frontend message type 0'],
  ])('%s ends the session with a protocol violation', async (_what, bytes, message) => {
    const gateway = await gatewayWith(mode);
    const client = await RawClient.logIn(gateway, {});
    client.send(bytes);
    expect(await client.untilClosed()).toEqual(['FATAL:08P01']);
    expect(client.lastError.get('M')).toBe(message);
    expect(server.connections[0]!.received.filter((text) => text !== 'X')).toEqual([]);
    expect(gateway.observer.reasons).toContain('protocol_violation');
  });

  test.each([
    ['an unknown type', Buffer.from([0x7a, 0, 0, 0, 4])],
    ['a length that lies', Buffer.from([0x44, 0, 0, 0, 1])],
    ['a status that is none', frameBytes(0x5a, Buffer.from('X'))],
    ['an error that does not end', frameBytes(0x45, Buffer.from('Mx'))],
  ])('a server that sends %s ends its session, and none of it arrives', async (_what, bytes) => {
    const client = await RawClient.logIn(await gatewayWith(mode), {});
    server.answer = () => Buffer.concat([rowDescription, bytes]);
    client.send(say.query('SELECT a'));
    const texts = await client.untilClosed();
    expect(texts.slice(0, 1)).toEqual(['T']);
    expect(texts.slice(1)).toEqual([expect.stringMatching(/^FATAL:/)]);
  });

  test('a message of 50 MB streams to the server: its first bytes arrive long before its last are sent', async () => {
    const client = await RawClient.logIn(await gatewayWith(mode), {});
    const size = 50 * 1024 * 1024;
    const { socket } = server.connections[0]!;
    socket.removeAllListeners('data');
    let arrived = 0;
    socket.on('data', (chunk) => {
      arrived += chunk.length;
    });
    await stream(client.socket, size, async (sent) => {
      await eventually(() => arrived >= sent - 1024 * 1024, 'what was sent has arrived');
    });
    await eventually(() => arrived === size + 5, 'all has arrived');
  });

  test('a message of 50 MB streams to the client, too', async () => {
    const client = await RawClient.logIn(await gatewayWith(mode), {});
    const size = 50 * 1024 * 1024;
    client.socket.removeAllListeners('data');
    let arrived = 0;
    client.socket.on('data', (chunk) => {
      arrived += chunk.length;
    });
    client.send(say.query('COPY (SELECT a) TO STDOUT'));
    await eventually(() => server.connections[0]!.received.length === 1, 'the statement has come');
    await stream(server.connections[0]!.socket, size, async (sent) => {
      await eventually(() => arrived >= sent - 1024 * 1024, 'what was sent has arrived');
    });
    await eventually(() => arrived === size + 5, 'all has arrived');
  });

  test('a client that does not read stops the server, not the gateway’s memory', async () => {
    const client = await RawClient.logIn(await gatewayWith(mode), {});
    client.socket.pause();
    const { socket } = server.connections[0]!;
    client.send(say.query('SELECT a'));
    await eventually(() => server.connections[0]!.received.length === 1, 'the statement has come');
    socket.write(rowDescription);
    const block = Buffer.concat(Array.from({ length: 1000 }, () => row('x'.repeat(1000))));
    let written = 0;
    while (socket.write(block) && written < 200) written += 1;
    await new Promise((resolve) => setTimeout(resolve, 100));
    while (socket.writableLength === 0 && written < 200) {
      socket.write(block);
      written += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(socket.writableLength).toBeGreaterThan(0);
    expect(written).toBeLessThan(100);
    socket.write(Buffer.concat([done(1), ready]));
    let rows = 0;
    client.socket.resume();
    for (;;) {
      const frame = await client.next();
      if (frame!.type === 'D') rows += 1;
      if (frame!.type === 'Z') break;
    }
    expect(rows % 1000).toBe(0);
    expect(rows).toBeGreaterThan(1000);
  });
});

describe('a server that answers what was not asked', () => {
  test.each([
    ['a row before its description', row('secret')],
    ['a bind that nobody made', frameBytes(0x32)],
    ['a second login', frameBytes(0x52, Buffer.alloc(4))],
    ['a copy of the log', frameBytes(0x57, Buffer.from([0, 0, 0]))],
    ['the result of a function', frameBytes(0x56, Buffer.from('\0\0\0\x06secret'))],
    [
      'lines of a copy for an error',
      Buffer.concat([
        errorResponseOf(new GatewayError('syntax', 'x'), 'ERROR'),
        ready,
        frameBytes(0x64, Buffer.from('secret')),
      ]),
    ],
  ])('%s: a guarded session ends, and none of it arrives', async (_what, bytes) => {
    const client = await RawClient.logIn(await gatewayWith(), {});
    server.answer = () => bytes;
    client.send(say.query('SELECT a'));
    const texts = await client.untilClosed();
    expect(texts.at(-1)).toBe('FATAL:08P01');
    expect(Buffer.concat(client.frames.map((frame) => frame.bytes)).includes('secret')).toBe(false);
  });
  test('a row behind an injected Describe that was answered with an error does not arrive', async () => {
    const client = await RawClient.logIn(await gatewayWith(), {});
    server.answer = (type) =>
      type === 'S' ? Buffer.concat([frameBytes(0x31), frameBytes(0x32), row('secret'), ready]) : null;
    client.send(ask('SELECT a'), say.sync);
    expect((await client.untilClosed()).at(-1)).toBe('FATAL:08P01');
    expect(client.frames.some((frame) => frame.type === 'D')).toBe(false);
  });
  test('an error without any field is relayed', async () => {
    const client = await RawClient.logIn(await gatewayWith(), {});
    server.answer = () => Buffer.concat([encodeErrorResponse(new Map()), ready]);
    client.send(say.query('SELECT a'));
    expect(await client.until('Z')).toEqual(['E:undefined', 'Z:I']);
  });
});

describe('a message that is held', () => {
  test('is never sent in part', async () => {
    const client = await RawClient.logIn(await gatewayWith(), {});
    const query = say.query('DELETE FROM t WHERE id = 1');
    client.send(query.subarray(0, query.length - 3));
    await new Promise((resolve) => setTimeout(resolve, 30));
    client.close();
    await eventually(() => server.connections[0]!.closed, 'the server connection is closed');
    expect(server.connections[0]!.bytes).toBe(say.terminate.length);
  });
  test('that is longer than the limit is refused unread, and the session goes on', async () => {
    const gateway = await gatewayWith({ limits: { heldFrameBytesMax: 1000 } });
    const client = await RawClient.logIn(gateway, {});
    server.answer = (type, body) =>
      type === 'Q' && body.includes('refused by damask')
        ? Buffer.concat([
            encodeErrorResponse(
              new Map([
                ['S', 'ERROR'],
                ['C', '42703'],
              ]),
            ),
            ready,
          ])
        : Buffer.concat([frameBytes(0x49), ready]);
    client.send(say.query(`SELECT '${'x'.repeat(5_000_000)}'`), say.query(''));
    expect(await client.until('Z')).toEqual(['E:54000', 'Z:I']);
    expect(await client.until('Z')).toEqual(['I', 'Z:I']);
    expect(server.connections[0]!.bytes).toBeLessThan(200);
  });
  test('from the server that is longer than the limit ends the session', async () => {
    const client = await RawClient.logIn(await gatewayWith({ limits: { heldFrameBytesMax: 1000 } }), {});
    server.answer = () => encodeErrorResponse(new Map([['M', 'x'.repeat(2000)]]));
    client.send(say.query('SELECT a'));
    expect(await client.untilClosed()).toEqual(['FATAL:08006']);
  });
});

describe('a request to cancel', () => {
  test.each([0x30000, 0x30002])(
    'reaches the server of the session that has the key (%i), with the server’s key',
    async (version) => {
      const gateway = await gatewayWith();
      const client = await RawClient.logIn(gateway, {}, version);
      const other = await RawClient.logIn(gateway, {}, version);
      client.send(say.query('SELECT long'));
      await eventually(() => server.connections[0]!.received.length === 1, 'the statement runs');
      const canceller = await RawClient.connect(gateway);
      canceller.send(cancelRequest(client.key));
      expect(await canceller.untilClosed()).toEqual([]);
      expect(server.cancels).toEqual(['4711:c0ffee00']);
      other.close();
    },
  );
  test.each([
    ['with a wrong key', (key: Buffer) => Buffer.from(key.map((byte) => byte ^ 1))],
    ['with the server’s own key', () => Buffer.from('c0ffee00', 'hex')],
    ['with a key that is longer', (key: Buffer) => Buffer.concat([key, Buffer.alloc(4)])],
  ])('%s is ignored and closed without a word', async (_what, change) => {
    const gateway = await gatewayWith();
    const client = await RawClient.logIn(gateway, {});
    client.send(say.query('SELECT long'));
    await eventually(() => server.connections[0]!.received.length === 1, 'the statement runs');
    const canceller = await RawClient.connect(gateway);
    canceller.send(cancelRequest({ ...client.key, secretKey: change(client.key.secretKey) }));
    expect(await canceller.untilClosed()).toEqual([]);
    expect(server.cancels).toEqual([]);
  });
  test('for a session in which nothing runs is ignored, and one for a session that is gone', async () => {
    const gateway = await gatewayWith();
    const client = await RawClient.logIn(gateway, {});
    for (const leave of [false, true]) {
      if (leave) {
        client.close();
        await eventually(() => gateway.listener.connections === 0, 'the session is gone');
      }
      const canceller = await RawClient.connect(gateway);
      canceller.send(cancelRequest(client.key));
      expect(await canceller.untilClosed()).toEqual([]);
    }
    expect(server.cancels).toEqual([]);
  });
});

describe('a listener that closes', () => {
  test('gracefully ends idle sessions at once and others after their transaction', async () => {
    const gateway = await gatewayWith();
    const idle = await RawClient.logIn(gateway, {});
    const busy = await RawClient.logIn(gateway, {});
    let inTransaction = true;
    server.answer = () => Buffer.concat([frameBytes(0x49), encodeReadyForQuery(inTransaction ? 'T' : 'I')]);
    busy.send(say.query('BEGIN'));
    await busy.until('Z:T');
    const closed = gateway.listener.close({ graceful: true });
    expect(await idle.untilClosed()).toEqual(['FATAL:57P01']);
    busy.send(say.query('SELECT a'));
    await busy.until('Z:T');
    inTransaction = false;
    busy.send(say.query('COMMIT'));
    expect(await busy.untilClosed()).toEqual(['I', 'Z:I', 'FATAL:57P01']);
    await closed;
    await expect(RawClient.connect(gateway)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
  test('does not wait longer than it is told', async () => {
    const gateway = await gatewayWith();
    const busy = await RawClient.logIn(gateway, {});
    busy.send(say.query('SELECT long'));
    await eventually(() => server.connections[0]!.received.length === 1, 'the statement runs');
    await gateway.listener.close({ graceful: true, timeoutMs: 50 });
    expect(await busy.untilClosed()).toEqual(['FATAL:57P01']);
    expect(server.cancels).toEqual(['4711:c0ffee00']);
  });
  test('ends clients that are logging in', async () => {
    const gateway = await gatewayWith();
    const client = await RawClient.connect(gateway);
    await eventually(() => gateway.listener.connections === 1, 'it is accepted');
    await gateway.listener.close({ graceful: true });
    expect(await client.untilClosed()).toEqual(['FATAL:57P01']);
  });
});

describe('time limits', () => {
  test('end a statement, an idle session and an idle transaction', async () => {
    const slow = await gatewayWith({ timeouts: { queryMs: 100 } });
    const idle = await gatewayWith({ timeouts: { idleMs: 100, idleTransactionMs: 60_000 } });
    const open = await gatewayWith({ timeouts: { idleTransactionMs: 100, idleMs: 60_000 } });
    const clients = await Promise.all([slow, idle, open].map((gateway) => RawClient.logIn(gateway, {})));
    clients[0]!.send(say.query('SELECT long'));
    server.answer = (_type, body) =>
      body.includes('BEGIN') ? Buffer.concat([frameBytes(0x49), encodeReadyForQuery('T')]) : null;
    clients[2]!.send(say.query('BEGIN'));
    await clients[2]!.until('Z:T');
    const texts = await Promise.all(clients.map((client) => client.untilClosed()));
    expect(texts).toEqual([['FATAL:57014'], ['FATAL:57P05'], ['FATAL:25P03']]);
    expect(server.cancels).toEqual(['4711:c0ffee00']);
  });
});
