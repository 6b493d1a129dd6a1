import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectRefused, idsOf, marker } from './cases/case-gateway.js';
import { type HttpGateway, openHttpGateway, requestBytes } from './http-gateway.js';
import { exchangeRaw } from './raw-client.js';
import { reference } from './reference.js';
import { json } from './service.js';

let gateway: HttpGateway;
beforeAll(async () => {
  gateway = await openHttpGateway(
    reference({
      listen: ', request_timeout: 1s, idle_timeout: 1s, max_body_size: 2kB',
      store: ', response_timeout: 1s, total_timeout: 3s, connect_timeout: 1s, max_body_size: 4MB',
    }),
  );
});
afterAll(() => gateway?.close());
const path = '/crm/v1/contacts';
const ask = () => gateway.ask('clerk', { path });
const records = (count: number, size = 100) =>
  Array.from({ length: count }, (_, id) => `{"id": ${id}, "name": "${'n'.repeat(size)}"}`).join();

test('a store that says nothing, or nothing more, is given up', async () => {
  gateway.service.script = () => null;
  expectRefused(await ask(), 504, 'upstream_timeout');
  gateway.service.script = (_, socket) => {
    socket.write(
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"items": ["${marker}`,
    );
    return null;
  };
  expectRefused(await ask(), 504, 'upstream_timeout');
});

test('a store that never ends is cut off, and the client sees no clean end', async () => {
  gateway.service.script = (_, socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
    const piece = Buffer.from(`${records(400)},`);
    socket.write('b\r\n{"items": [\r\n');
    const timer = setInterval(() => {
      if (socket.destroyed) clearInterval(timer);
      else socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`);
    }, 200);
    return null;
  };
  const answer = await ask();
  expect(answer.status).toBe(200);
  expect(answer.complete).toBe(false);
});

test('a body that is too long is refused or cut off', async () => {
  gateway.service.script = () => json(`{"items": [${records(50_000)}]}`);
  const answer = await ask();
  expect(answer.status === 200 ? answer.complete : answer.status).toBe(answer.status === 200 ? false : 502);
});

test('a store that can not be reached is said so, and one that closes kept connections is asked again', async () => {
  gateway.service.script = (_, socket) => {
    socket.end(json('{"items": [{"id": 1}]}'));
    return null;
  };
  for (let index = 0; index < 5; index += 1) expect(idsOf(await ask())).toEqual([1]);
  const away = await openHttpGateway(reference().replace('http://127.0.0.1:{PORT}', 'http://127.0.0.1:1'));
  expectRefused(await away.ask('clerk', { path }), 502, 'upstream_unavailable');
  await away.close();
});

test('an answer that has begun is not asked for again', async () => {
  gateway.service.requests.length = 0;
  gateway.service.script = (_, socket) => {
    socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"items": ["${marker}`);
    return null;
  };
  expectRefused(await ask(), 502);
  expect(gateway.service.requests).toHaveLength(1);
});

test('a write is never sent twice', async () => {
  gateway.service.requests.length = 0;
  gateway.service.script = (_, socket) => {
    socket.destroy();
    return null;
  };
  const answer = await gateway.ask('clerk', {
    method: 'POST',
    path,
    body: '{"email": "a"}',
    headers: ['Content-Type: application/json'],
  });
  expectRefused(answer, 502, 'upstream_unavailable');
  expect(gateway.service.requests).toHaveLength(1);
});

test('a client that sends slowly is turned away', async () => {
  const slow = new Promise<string>((resolve) => {
    let received = '';
    const socket = connect(gateway.port, '127.0.0.1', () => socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n`));
    socket.on('data', (chunk) => {
      received += chunk.toString();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
  });
  expect(await slow).toMatch(/^HTTP\/1\.1 408 /);
  const body = requestBytes('clerk', {
    method: 'POST',
    path,
    headers: ['Content-Type: application/json', 'Content-Length: 100'],
  });
  expect([400, 408]).toContain((await exchangeRaw(gateway.port, body)).status);
});

test('a client that reads nothing holds up neither memory nor others, and is cut off', async () => {
  // 3 MB: more than all buffers on the way together hold back.
  gateway.service.script = (request) =>
    json(request.includes('page=2') ? '{"items": [{"id": 2}]}' : `{"items": [${records(2_900, 1_000)}]}`);
  const sockets = Array.from({ length: 20 }, () => {
    const socket = connect(gateway.port, '127.0.0.1', () => socket.write(requestBytes('clerk', { path })));
    socket.on('error', () => {});
    socket.pause();
    return socket;
  });
  for (let index = 0; index < 5; index += 1)
    expect(idsOf(await gateway.ask('clerk', { path: `${path}?page=2` }))).toEqual([2]);
  await expect
    .poll(async () => /damask_connections (\d+)/.exec(await gateway.metrics())?.[1], { timeout: 20_000 })
    .toBe('0');
  for (const socket of sockets) socket.destroy();
}, 40_000);

test('a client that leaves ends the exchange with the store', async () => {
  let closed = false;
  gateway.service.script = (_, socket) => {
    socket.once('close', () => {
      closed = true;
    });
    return null;
  };
  gateway.service.requests.length = 0;
  const socket = connect(gateway.port, '127.0.0.1', () => socket.write(requestBytes('clerk', { path })));
  await expect.poll(() => gateway.service.requests.length, { timeout: 10_000 }).toBe(1);
  socket.destroy();
  await expect.poll(() => closed, { timeout: 10_000 }).toBe(true);
});

test('heads and bodies of requests are bounded', async () => {
  expectRefused(await gateway.ask('clerk', { path, headers: [`X-Long: ${'x'.repeat(20_000)}`] }), 431);
  expectRefused(await gateway.ask('clerk', { path: `${path}?page=${'1'.repeat(9_000)}` }), 400);
  const long = JSON.stringify({ email: 'x'.repeat(4_000) });
  expectRefused(
    await gateway.ask('clerk', { method: 'POST', path, body: long, headers: ['Content-Type: application/json'] }),
    413,
  );
  const chunkedBody = `POST ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer clerk-key\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${long.length.toString(16)}\r\n${long}\r\n0\r\n\r\n`;
  expectRefused(await exchangeRaw(gateway.port, chunkedBody), 413);
});

test('a limit of records refuses a short answer, and breaks off a long one', async () => {
  gateway.service.script = () => json(`{"items": [${records(1_001, 1)}]}`);
  expectRefused(await gateway.ask('scholar', { path }), 403, 'limit_exceeded');
  gateway.service.script = () => json(`{"items": [${records(20_000, 1)}]}`);
  const long = await gateway.ask('scholar', { path });
  if (long.status === 200) expect(long.complete).toBe(false);
  else expectRefused(long, 403);
});

test('clients that reset their connection at the worst moment end nothing but themselves', async () => {
  gateway.service.script = () => json('{"items": [{"id": 1}]}');
  const starts = [
    'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n',
    `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    'broken\r\n\r\n',
    `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer clerk-key\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
    requestBytes('clerk', { path }).toString('latin1'),
  ];
  await Promise.all(
    Array.from({ length: 100 }, (_, index) => {
      const start = starts[index % starts.length] ?? '';
      return new Promise<void>((resolve) => {
        const socket = connect(gateway.port, '127.0.0.1', () => socket.write(start, () => socket.resetAndDestroy()));
        socket.on('error', () => {});
        socket.on('close', () => resolve());
      });
    }),
  );
  expect(idsOf(await ask())).toEqual([1]);
});
