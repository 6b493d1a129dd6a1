import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type AdminListener, type AdminOptions, openAdmin, type Readiness } from '../../src/admin/index.js';
import { Secret } from '../../src/base/index.js';

const token = 'correct-horse-battery-staple';
const open: AdminListener[] = [];

afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close(100);
});

async function admin(options: Partial<AdminOptions> = {}): Promise<string> {
  const listener = await openAdmin({
    host: '127.0.0.1',
    port: 0,
    token: null,
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: 'damask_connections 0\n' }),
    readiness: () => ({ ready: true }),
    ...options,
  });
  open.push(listener);
  return `http://127.0.0.1:${listener.port}`;
}

function bearer(value: string): RequestInit {
  return { headers: { authorization: `Bearer ${value}` } };
}

/** Sends bytes as they are, and gives all that comes back before the server closes. */
async function raw(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(bytes);
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
}

test('health says that the process lives', async () => {
  const response = await fetch(
    `${await admin({ readiness: () => ({ ready: false, reasons: ['policy_missing'] }) })}/healthz`,
  );
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'alive' });
});

test('readiness is 200 when the gateway serves and 503 with reasons when not', async () => {
  let state: Readiness = { ready: false, reasons: ['upstream_unreachable', 'policy_missing'] };
  const url = await admin({ readiness: async () => state });
  const unready = await fetch(`${url}/readyz`);
  expect(unready.status).toBe(503);
  expect(unready.headers.get('content-type')).toBe('application/problem+json');
  expect(await unready.json()).toEqual({
    type: 'about:blank',
    title: 'Service Unavailable',
    status: 503,
    detail: 'the gateway does not serve',
    reasons: ['upstream_unreachable', 'policy_missing'],
  });
  state = { ready: true };
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

test('metrics are given as they are, with their content type', async () => {
  const response = await fetch(`${await admin()}/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.text()).toBe('damask_connections 0\n');
});

test('with a token set, metrics need it, and nothing near it does', async () => {
  const url = await admin({ token: new Secret(token) });
  for (const wrong of ['', 'x', token.slice(0, -1), `${token}x`, token.toUpperCase(), '[secret]']) {
    const response = await fetch(`${url}/metrics`, bearer(wrong));
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.text()).not.toContain('damask_');
  }
  expect((await fetch(`${url}/metrics`)).status).toBe(401);
  expect((await fetch(`${url}/metrics`, { headers: { authorization: `Basic ${token}` } })).status).toBe(401);
  expect((await fetch(`${url}/metrics`, bearer(token))).status).toBe(200);
});

test('with a token set, probes work without it, and unknown paths are not told from known ones', async () => {
  const url = await admin({ token: new Secret(token) });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect((await fetch(`${url}/secret`)).status).toBe(401);
  expect((await fetch(`${url}/secret`, bearer(token))).status).toBe(404);
});

test('an empty token lets nobody in', async () => {
  const url = await admin({ token: new Secret('') });
  expect((await fetch(`${url}/metrics`, bearer(''))).status).toBe(401);
  expect((await fetch(`${url}/metrics`)).status).toBe(401);
});

test('an unknown path is a problem document that says nothing of what was sent', async () => {
  const response = await fetch(`${await admin()}/canary?canary=1`);
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ type: 'about:blank', title: 'Not Found', status: 404 });
});

test('only GET and HEAD are taken', async () => {
  const url = await admin();
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const response = await fetch(`${url}/metrics`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  }
  const head = await fetch(`${url}/metrics`, { method: 'HEAD' });
  expect(head.status).toBe(200);
  expect(head.headers.get('content-length')).toBe('21');
  expect(await head.text()).toBe('');
});

test('a fault shows as 500 and nothing more, and is reported', async () => {
  const faults: unknown[] = [];
  const url = await admin({
    metrics: () => Promise.reject(new Error('canary')),
    onFault: (fault) => faults.push(fault),
  });
  const response = await fetch(`${url}/metrics`);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('canary');
  expect(faults).toEqual([new Error('canary')]);
});

test('headers past 8 kB are refused', async () => {
  const answer = await raw(await admin(), `GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(9000)}\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  expect(answer).toContain('application/problem+json');
});

test('what is not HTTP is refused, and others are still served', async () => {
  const url = await admin();
  expect(await raw(url, '\u0000\u0000\u0000\u0008\u0004\u00d2\u0016/canary\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await raw(url, 'GET /healthz HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('a request that stops in the middle of its headers is timed out', async () => {
  const answer = await raw(await admin({ requestTimeoutMs: 200 }), 'GET /healthz HTTP/1.1\r\nhost: x\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
});

test('a port that is taken is an error', async () => {
  const url = await admin();
  await expect(admin({ port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('closing ends also connections that keep quiet', async () => {
  const url = await admin();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await open.splice(0)[0]?.close(50);
  await closed;
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});
