import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/errors/index.js';
import { eventually, type FakeServer, startFakeServer } from './fake-server.js';
import { startGateway, type TestGateway } from './gateway.js';
import { RawClient, say, startup } from './raw-client.js';

let server: FakeServer;
let gateway: TestGateway;

beforeAll(async () => {
  server = await startFakeServer();
  gateway = await startGateway(server, { databases: ['app', 'shop'], limits: { loginTimeoutMs: 700 } });
});
afterAll(async () => {
  await gateway.listener.close();
  await server.close();
});

const packet = (code: number, body = Buffer.alloc(0)): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length, 0);
  head.writeUInt32BE(code, 4);
  return Buffer.concat([head, body]);
};
const sslRequest = packet(80877103);
const gssRequest = packet(80877104);

async function said(...bytes: Buffer[]): Promise<string[]> {
  const client = await RawClient.connect(gateway);
  client.send(...bytes);
  return client.untilClosed();
}

describe('a startup message', () => {
  test('is answered with AuthenticationOk, parameters, a key and ReadyForQuery', async () => {
    const client = await RawClient.connect(gateway);
    client.send(startup({ user: 'app/marketing', database: 'shop', application_name: 'x' }));
    expect(await client.until('Z')).toEqual(['R', 'S', 'K', 'Z:I']);
    expect(client.key.processId).toBe(4711);
    expect(client.key.secretKey).toHaveLength(4);
    expect(client.key.secretKey.toString('hex')).not.toBe('c0ffee00');
    expect(gateway.gate.last.facts).toEqual({
      principal: 'app',
      purpose: 'marketing',
      store: 'shop',
      database: 'shop',
      parameters: new Map([['application_name', 'x']]),
    });
    client.close();
  });

  test('may come byte by byte, and the database is the user without one', async () => {
    const client = await RawClient.connect(gateway);
    for (const byte of startup({ user: 'app' })) {
      client.send(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await client.until('Z:I');
    expect(gateway.gate.last.facts.database).toBe('app');
    client.close();
  });

  test('may have a request right behind it', async () => {
    server.answer = (type) => (type === 'Q' ? Buffer.from('I\0\0\0\x04Z\0\0\0\x05I') : null);
    const client = await RawClient.connect(gateway);
    client.send(startup({ user: 'app' }), say.query(''));
    expect(await client.until('I')).toEqual(['R', 'S', 'K', 'Z:I', 'I']);
    client.close();
  });

  test('has its `options` unfolded, and what has a parameter of its own wins', async () => {
    const options = '-c search_path=a -c DateStyle=ISO --statement-timeout=5 -O';
    const client = await RawClient.logIn(gateway, { options, datestyle: 'SQL' });
    expect(Object.fromEntries(gateway.gate.last.facts.parameters)).toEqual({
      search_path: 'a',
      statement_timeout: '5',
      options: '-O',
      datestyle: 'SQL',
    });
    client.close();
  });

  test.each([
    ['replication=database'],
    ['replication=true'],
    ['user=postgres'],
    ['database=postgres'],
    ['options=-O'],
    ['_pq_.anything=1'],
  ])('whose `options` set %s says it to no server as a word of its own', async (setting) => {
    const client = await RawClient.logIn(gateway, { options: `-c DateStyle=ISO -c ${setting}`, database: 'shop' });
    expect(Object.fromEntries(gateway.gate.last.facts.parameters)).toEqual({
      DateStyle: 'ISO',
      options: `-c ${setting}`,
    });
    client.close();
  });

  test.each([
    ['without a user', { database: 'shop' }, 'FATAL:28000'],
    ['for replication', { user: 'app', replication: 'database' }, 'FATAL:0A000'],
    ['for replication spelled otherwise', { user: 'app', replication: 'yes' }, 'FATAL:0A000'],
    ['with a broken option', { user: 'app', options: '-c x' }, 'FATAL:42601'],
  ])('%s is refused', async (_what, parameters, expected) => {
    const before = server.connections.length;
    expect(await said(startup(parameters as Record<string, string>))).toEqual([expected]);
    expect(server.connections).toHaveLength(before);
  });

  test('with replication switched off is no replication connection', async () => {
    const client = await RawClient.logIn(gateway, { replication: 'false' });
    expect(gateway.gate.last.facts.parameters.has('replication')).toBe(false);
    client.close();
  });

  test('for a database that is not there is refused in PostgreSQL’s words, after the login', async () => {
    const client = await RawClient.connect(gateway);
    client.send(startup({ user: 'app', database: 'nope' }));
    expect(await client.untilClosed()).toEqual(['R', 'FATAL:3D000']);
    expect(client.lastError.get('M')).toBe('database "nope" does not exist');
  });

  test('for a name that nobody has meets SCRAM, as a known one would', async () => {
    const client = await RawClient.connect(gateway);
    client.send(startup({ user: 'nobody', database: 'nope' }));
    expect((await client.next())!.bytes.toString('latin1', 9)).toBe('SCRAM-SHA-256\0\0');
    client.close();
  });

  test('is refused with what the gate says', async () => {
    gateway.gate.openError = new GatewayError('authorization', 'this purpose is not yours');
    const client = await RawClient.connect(gateway);
    client.send(startup({ user: 'app' }));
    expect(await client.untilClosed()).toEqual(['R', 'FATAL:28000']);
    expect(client.lastError.get('M')).toBe('this purpose is not yours');
    gateway.gate.openError = null;
  });
});

describe('protocol versions', () => {
  test('3.2 gets a long key', async () => {
    const client = await RawClient.logIn(gateway, {}, 0x30002);
    expect(client.frames.some((frame) => frame.type === 'v')).toBe(false);
    expect(client.key.secretKey).toHaveLength(32);
    client.close();
  });
  test.each([
    ['3.1', 0x30001, {}, 0x30000, []],
    ['3.9999', 0x30000 + 9999, {}, 0x30002, []],
    [
      '3.0 with an option',
      0x30000,
      { '_pq_.test_protocol_negotiation': '' },
      0x30000,
      ['_pq_.test_protocol_negotiation'],
    ],
  ])('%s is negotiated before the login', async (_what, version, parameters, newest, names) => {
    const client = await RawClient.connect(gateway);
    client.send(startup({ user: 'app', ...parameters }, version));
    expect((await client.until('Z')).slice(0, 2)).toEqual(['v', 'R']);
    const bytes = client.last('v');
    expect(bytes.readInt32BE(5)).toBe(newest);
    expect(bytes.readInt32BE(9)).toBe(names.length);
    expect(bytes.toString('latin1', 13)).toBe(names.map((name) => `${name}\0`).join(''));
    client.close();
  });
  test.each([
    ['2.0', packet(0x20000, Buffer.alloc(288)), 'FATAL:0A000'],
    ['4.0', packet(0x40000), 'FATAL:0A000'],
    ['none that is', packet(80877105), 'FATAL:0A000'],
  ])('%s is refused', async (_what, bytes, expected) => {
    expect(await said(bytes)).toEqual([expected]);
  });
});

describe('without TLS', () => {
  test('requests for encryption are answered N, in either order, and the startup goes on', async () => {
    for (const requests of [[sslRequest, gssRequest], [gssRequest, sslRequest], [gssRequest]]) {
      const client = await RawClient.connect(gateway);
      client.raw = Buffer.alloc(0);
      for (const [index, bytes] of requests.entries()) {
        client.send(bytes);
        expect((await client.rawBytes(index + 1)).toString()).toBe('N'.repeat(index + 1));
      }
      client.raw = null;
      client.send(startup({ user: 'app' }));
      await client.until('Z:I');
      client.close();
    }
  });
  test.each([
    ['an SSLRequest', sslRequest, 'received unencrypted data after SSL request'],
    ['a GSSENCRequest', gssRequest, 'received unencrypted data after GSSAPI encryption request'],
  ])('bytes behind %s end the connection', async (_what, bytes, message) => {
    const client = await RawClient.connect(gateway);
    client.send(bytes, startup({ user: 'app' }));
    expect(await client.untilClosed()).toEqual(['FATAL:08P01']);
    expect(client.lastError.get('M')).toBe(message);
  });
  test('a second SSLRequest ends the connection', async () => {
    const client = await RawClient.connect(gateway);
    client.raw = Buffer.alloc(0);
    client.send(sslRequest);
    await client.rawBytes(1);
    client.raw = null;
    client.send(sslRequest);
    expect(await client.untilClosed()).toEqual(['FATAL:08P01']);
  });
});

describe('what is no startup packet', () => {
  test.each([
    ['a packet that is too long', packet(0x30000, Buffer.alloc(9_993))],
    ['a length that lies', Buffer.from('7fffffff00030000', 'hex')],
    ['a length too short for a code', Buffer.from('0000000400000000', 'hex')],
    ['no terminator', packet(0x30000, Buffer.from('user\0app\0'))],
  ])('%s is a protocol violation', async (_what, bytes) => {
    expect(await said(bytes)).toEqual(['FATAL:08P01']);
  });
  test('a packet of 10,000 bytes is still one', async () => {
    const filler = 'x'.repeat(10_000 - startup({ user: 'app', application_name: '' }).length);
    const client = await RawClient.logIn(gateway, { application_name: filler });
    expect(gateway.gate.last.facts.parameters.get('application_name')).toBe(filler);
    client.close();
  });
  test.each([
    ['HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a PROXY header', 'PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n'],
    ['a binary PROXY header', '\r\n\r\n\0\r\nQUIT\n!'],
    ['a Terminate before the start', 'X\0\0\0\x04'],
    ['TLS where none is spoken', '\x16\x03\x01\x02\x00\x01'],
  ])('%s is closed without a word and without noise', async (_what, bytes) => {
    await eventually(() => gateway.listener.connections === 0, 'the others are gone');
    const events = gateway.observer.events.length;
    const client = await RawClient.connect(gateway);
    client.raw = Buffer.alloc(0);
    client.send(Buffer.from(bytes, 'latin1'));
    expect(await client.untilClosed()).toEqual([]);
    expect(client.raw).toHaveLength(0);
    expect(gateway.observer.events).toHaveLength(events);
  });
  test('a health check that connects and leaves makes no noise', async () => {
    await eventually(() => gateway.listener.connections === 0, 'the others are gone');
    const events = gateway.observer.events.length;
    const client = await RawClient.connect(gateway);
    client.socket.resetAndDestroy();
    const other = await RawClient.connect(gateway);
    other.close();
    await eventually(() => gateway.listener.connections === 0, 'both are gone');
    expect(gateway.observer.events).toHaveLength(events);
    expect(gateway.observer.open).toBe(0);
  });
});

describe('the deadline of the login', () => {
  test('ends a client that says nothing', async () => {
    expect(await said()).toEqual(['FATAL:57014']);
  });
  test('is not moved by a client that trickles', async () => {
    const client = await RawClient.connect(gateway);
    const bytes = startup({ user: 'app', application_name: 'x'.repeat(200) });
    const start = performance.now();
    const timer = setInterval(() => {
      if (client.socket.writable) client.send(bytes.subarray(0, 1));
    }, 100);
    client.send(bytes.subarray(0, 8));
    expect(await client.untilClosed()).toEqual(['FATAL:57014']);
    clearInterval(timer);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
  test('covers the time behind an SSLRequest', async () => {
    const client = await RawClient.connect(gateway);
    client.raw = Buffer.alloc(0);
    client.send(sslRequest);
    await client.rawBytes(1);
    client.raw = null;
    expect(await client.untilClosed()).toEqual(['FATAL:57014']);
  });
});

describe('the server', () => {
  test('that refuses has its own words relayed', async () => {
    const refusing = await startFakeServer();
    refusing.connections.length = 0;
    const other = await startGateway(refusing);
    await refusing.close();
    const client = await RawClient.connect(other);
    client.send(startup({ user: 'app' }));
    expect(await client.untilClosed()).toEqual(['R', 'FATAL:08006']);
    await other.listener.close();
  });
  test('that reads another encoding than the gate ends the session', async () => {
    const odd = await startFakeServer();
    const other = await startGateway(odd);
    const client = await RawClient.logIn(other, {});
    odd.connections[0]!.socket.write(Buffer.from(`S\0\0\0\x19client_encoding\0SJIS\0`, 'latin1'));
    expect(await client.untilClosed()).toEqual(['FATAL:42501']);
    await other.listener.close();
    await odd.close();
  });
});

test('one client too many is told so, and others stay', async () => {
  const small = await startGateway(server, { limits: { connectionsMax: 2 } });
  const first = await RawClient.logIn(small, {});
  const second = await RawClient.logIn(small, {});
  const third = await RawClient.connect(small);
  third.send(startup({ user: 'app' }));
  expect(await third.untilClosed()).toEqual(['FATAL:53300']);
  first.close();
  await eventually(() => small.listener.connections === 1, 'two are gone');
  const fourth = await RawClient.logIn(small, {});
  second.close();
  fourth.close();
  await small.listener.close();
});
