import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { endPointBinding } from '../../src/pg/channel-binding.js';
import { ListenerTls, type SecuredClient } from '../../src/pg/tls.js';
import { type Certificate, makeCertificate } from '../fixtures/certificates.js';

const authority = makeCertificate({ name: 'authority' });
const named = { issuer: authority, dns: ['localhost'] };
const first = makeCertificate({ name: 'first', ...named });
const second = makeCertificate({ name: 'second', ...named });

let server: Server | null = null;
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve())));
  server = null;
});

interface Listening {
  readonly port: number;
  /** What became of the connections, in order. */
  readonly outcomes: Promise<SecuredClient>[];
}

async function listen(
  listener: ListenerTls,
  direct = false,
  before?: (socket: Socket) => Promise<void>,
): Promise<Listening> {
  const outcomes: Promise<SecuredClient>[] = [];
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    const outcome = (async () => {
      await before?.(socket);
      return listener.accept(socket, direct);
    })();
    outcome.then(
      (client) => client.socket.on('data', (chunk) => client.socket.write(chunk)),
      () => {},
    );
    outcomes.push(outcome);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, outcomes };
}

/** Shakes hands as a client; resolves with null when that fails. */
async function shake(port: number, options: tls.ConnectionOptions = {}): Promise<tls.TLSSocket | null> {
  const socket = tls.connect({
    port,
    host: '127.0.0.1',
    ca: authority.cert,
    servername: 'localhost',
    ALPNProtocols: ['postgresql'],
    ...options,
  });
  sockets.add(socket);
  return new Promise((resolve) => {
    socket.once('secureConnect', () => resolve(socket));
    socket.once('error', () => resolve(null));
    socket.once('close', () => resolve(null));
  });
}

async function echo(socket: tls.TLSSocket, text: string): Promise<string> {
  socket.write(text);
  const [chunk] = await once(socket, 'data');
  return chunk.toString();
}

test('a client is encrypted, and knows the certificate that it is bound to', async () => {
  const { port, outcomes } = await listen(new ListenerTls(first));
  const client = await shake(port);
  expect(await echo(client!, 'ping')).toBe('ping');
  const { binding, socket } = await outcomes[0]!;
  expect(client?.getPeerCertificate().raw.equals(first.der)).toBe(true);
  expect(binding?.equals(endPointBinding(first.der)!)).toBe(true);
  expect(socket.alpnProtocol).toBe('postgresql');
  expect(client?.getProtocol()).toBe('TLSv1.3');
});

test('TLS 1.2 will do, and nothing older', async () => {
  const { port } = await listen(new ListenerTls(first));
  const old = await shake(port, { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
  expect(old?.getProtocol()).toBe('TLSv1.2');
  expect(await shake(port, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })).toBeNull();
});

test('no session is resumed: a new connection always sees the certificate in force', async () => {
  const { port } = await listen(new ListenerTls(first));
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const one = await shake(port, { maxVersion });
    await echo(one!, 'ping');
    const session = one?.getSession();
    const two = await shake(port, { maxVersion, ...(session === undefined ? {} : { session }) });
    expect(await echo(two!, 'ping')).toBe('ping');
    expect(two?.isSessionReused()).toBe(false);
  }
});

describe('reload', () => {
  test('shows new clients the new certificate, and does not touch those that stand', async () => {
    const listener = new ListenerTls(first);
    const { port, outcomes } = await listen(listener);
    const before = await shake(port);
    listener.reload(second);
    const after = await shake(port);
    expect(after?.getPeerCertificate().subject.CN).toBe('second');
    expect(await echo(before!, 'still here')).toBe('still here');
    expect((await outcomes[0]!).binding?.equals(endPointBinding(first.der)!)).toBe(true);
    expect((await outcomes[1]!).binding?.equals(endPointBinding(second.der)!)).toBe(true);
  });

  test('binds a handshake that it overtakes to the certificate that was shown', async () => {
    const listener = new ListenerTls(first);
    const { port, outcomes } = await listen(listener);
    const raw = connect(port, '127.0.0.1');
    sockets.add(raw);
    await once(raw, 'connect');
    await expect.poll(() => outcomes.length).toBe(1);
    listener.reload(second);
    const client = await shake(port, { socket: raw });
    const binding = endPointBinding(client!.getPeerCertificate().raw);
    expect((await outcomes[0]!).binding?.equals(binding!)).toBe(true);
  });

  test('refuses what can’t be used, and everything stays', async () => {
    const listener = new ListenerTls(first);
    const { port } = await listen(listener);
    const bad = [
      { cert: first.cert, key: second.key },
      { cert: 'no certificate', key: first.key },
      { cert: first.cert, key: '' },
      { cert: '', key: first.key },
    ];
    for (const options of bad) {
      expect(() => listener.reload(options)).toThrow('can’t be used');
      expect(() => new ListenerTls(options)).toThrow(expect.objectContaining({ code: 'invalid_parameter' }));
    }
    expect((await shake(port))?.getPeerCertificate().subject.CN).toBe('first');
  });
});

describe('direct TLS', () => {
  test('wants ALPN `postgresql`', async () => {
    const { port, outcomes } = await listen(new ListenerTls(first), true);
    expect(await echo((await shake(port))!, 'ping')).toBe('ping');
    await shake(port, { ALPNProtocols: [] });
    await shake(port, { ALPNProtocols: ['h2'] });
    await expect(outcomes[1]).rejects.toMatchObject({ code: 'protocol_violation' });
    await expect(outcomes[2]).rejects.toMatchObject({ code: 'protocol_violation' });
  });

  test('goes on with bytes that were read already and put back', async () => {
    const peek = async (socket: Socket): Promise<void> => {
      const [chunk] = await once(socket, 'data');
      socket.pause();
      expect(chunk[0]).toBe(0x16);
      socket.unshift(chunk);
    };
    const { port } = await listen(new ListenerTls(first), true, peek);
    expect(await echo((await shake(port))!, 'ping')).toBe('ping');
  });
});

describe('client certificates', () => {
  const clients = makeCertificate({ name: 'client authority' });
  const identity = ({ cert, key }: Certificate) => ({ cert, key });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'are asked for when there is an authority for them (%s)',
    async (maxVersion) => {
      const listener = new ListenerTls({ ...first, clientCa: clients.cert });
      const { port, outcomes } = await listen(listener);
      const good = await shake(port, { maxVersion, ...identity(makeCertificate({ name: 'client', issuer: clients })) });
      expect(await echo(good!, 'ping')).toBe('ping');
      expect((await outcomes[0]!).socket.authorized).toBe(true);
      const expired = makeCertificate({
        name: 'client',
        issuer: clients,
        notBefore: new Date(0),
        notAfter: new Date(86_400_000),
      });
      await shake(port, { maxVersion });
      await shake(port, { maxVersion, ...identity(makeCertificate({ name: 'stranger' })) });
      await shake(port, { maxVersion, ...identity(expired) });
      for (const outcome of outcomes.slice(1))
        await expect(outcome).rejects.toMatchObject({ code: 'protocol_violation' });
      expect(outcomes.length).toBe(4);
    },
  );
});

describe('a client that does not shake hands', () => {
  test('is refused when it says something else', async () => {
    const { port, outcomes } = await listen(new ListenerTls(first));
    const raw = connect(port, '127.0.0.1');
    sockets.add(raw);
    raw.on('error', () => {});
    raw.resume();
    const closed = once(raw, 'close');
    raw.write('GET / HTTP/1.1\r\n\r\n');
    await expect.poll(() => outcomes.length).toBe(1);
    await expect(outcomes[0]).rejects.toMatchObject({ code: 'protocol_violation' });
    await closed;
  });

  test('is given up when it goes away, and when its owner destroys it', async () => {
    const { port, outcomes } = await listen(new ListenerTls(first));
    for (const leave of [(raw: Socket) => raw.resetAndDestroy(), (raw: Socket) => raw.end()]) {
      const raw = connect(port, '127.0.0.1');
      raw.on('error', () => {});
      await once(raw, 'connect');
      leave(raw);
    }
    await expect.poll(() => outcomes.length).toBe(2);
    for (const outcome of outcomes) await expect(outcome).rejects.toMatchObject({ code: 'protocol_violation' });

    const stalled = connect(port, '127.0.0.1');
    stalled.on('error', () => {});
    await expect.poll(() => outcomes.length).toBe(3);
    for (const socket of sockets) socket.destroy();
    await expect(outcomes[2]).rejects.toMatchObject({ code: 'protocol_violation' });
  });

  test('is nothing to the others: many at once each get their own', async () => {
    const { port, outcomes } = await listen(new ListenerTls(first));
    const stalled = connect(port, '127.0.0.1');
    sockets.add(stalled);
    const clients = await Promise.all(Array.from({ length: 30 }, () => shake(port)));
    const answers = await Promise.all(clients.map((client, i) => echo(client!, `I am ${i}`)));
    expect(answers).toEqual(clients.map((_, i) => `I am ${i}`));
    expect(outcomes.length).toBe(31);
  });
});

test('a certificate without a binding gives none, and clients are encrypted all the same', async () => {
  const edwards = makeCertificate({ name: 'edwards', dns: ['localhost'], signature: 'ed25519' });
  const { port, outcomes } = await listen(new ListenerTls(edwards));
  expect(await echo((await shake(port, { ca: edwards.cert }))!, 'ping')).toBe('ping');
  expect((await outcomes[0]!).binding).toBeNull();
});
