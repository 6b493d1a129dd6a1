import { createHash } from 'node:crypto';
import { jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { requestBytes } from '../http-gateway.js';
import { exchangeRaw } from '../raw-client.js';
import { reference } from '../reference.js';
import { json } from '../service.js';
import { caseGateway, contactsPath } from './case-gateway.js';

const key = Buffer.alloc(32, 3);
const gateway = caseGateway(reference({ store: `, assertion_key: "${key.toString('base64')}"` }));
const without = caseGateway();

/** What a service does that lets in nobody who goes around the gateway. */
async function verified(request: string, by = key) {
  const [head = '', body = ''] = request.split('\r\n\r\n', 2);
  const [line = '', ...headers] = head.split('\r\n');
  const shown = headers.filter((header) => /^x-gateway-assertion:/i.test(header));
  expect(shown).toHaveLength(1);
  const token = (shown[0] as string).replace(/^[^:]+: */, '');
  const { payload } = await jwtVerify(token, by, {
    issuer: 'damask',
    audience: 'crm',
    algorithms: ['HS256'],
    requiredClaims: ['exp', 'iat', 'jti', 'htm', 'htu'],
    maxTokenAge: 60,
  });
  const hash = body === '' ? undefined : createHash('sha256').update(body, 'latin1').digest('base64url');
  expect(`${payload.htm} ${payload.htu} HTTP/1.1`).toBe(line);
  expect(payload.body_sha256).toBe(hash);
  return payload;
}

test('each request proves that it came through the gateway: method, path, parameters and body, once', async () => {
  const { service } = gateway.it;
  service.script = () => json('{"items": []}');
  const path = `${contactsPath}?page=2&city=K%C3%B6ln`;
  for (const asked of [{ path }, { path }, { path, method: 'HEAD' }]) await gateway.it.ask('clerk', asked);
  const headers = ['Content-Type: application/json'];
  service.script = () => json('{}', undefined, '201 Created');
  await gateway.it.ask('clerk', { method: 'POST', path: contactsPath, headers, body: '{"email": "a@b.example"}' });
  const claims = await Promise.all(service.requests.map((request) => verified(request)));
  expect(claims).toHaveLength(4);
  expect(new Set(claims.map(({ jti }) => jti)).size).toBe(4);
  expect(claims.map(({ htu }) => htu)).toContain('/v1/contacts?page=2&city=K%C3%B6ln');
  for (const { iat, exp } of claims) expect((exp as number) - (iat as number)).toBe(60);
});

test('the proof is of the gateway alone: what a caller writes under its name goes no further', async () => {
  const forged = ['X-Gateway-Assertion: eyJhbGciOiJub25lIn0.e30.', 'x-gateway-assertion: x'];
  for (const one of forged) await gateway.it.ask('clerk', { path: contactsPath, headers: [one] });
  for (const request of gateway.it.service.requests) {
    expect(request).not.toContain('eyJhbGciOiJub25lIn0');
    await verified(request);
    await expect(verified(request, Buffer.alloc(32, 4))).rejects.toThrow('signature');
  }
  expect(gateway.it.service.requests).toHaveLength(2);
  await without.it.ask('clerk', { path: contactsPath, headers: forged.slice(0, 1) });
  expect(without.it.service.requests[0]).not.toMatch(/assertion/i);
});

test('a request that is sent once more, since the store did not see it, has a proof of its own', async () => {
  const { service, port } = gateway.it;
  let asked = 0;
  service.script = (_, socket) => {
    asked += 1;
    if (asked === 2) socket.resetAndDestroy();
    return asked === 2 ? null : json('{"items": []}');
  };
  for (let turn = 0; turn < 2; turn += 1) {
    expect((await exchangeRaw(port, requestBytes('clerk', { path: contactsPath }))).status).toBe(200);
  }
  const claims = await Promise.all(service.requests.map((request) => verified(request)));
  expect(new Set(claims.map(({ jti }) => jti)).size).toBe(3);
});

test('the key does not come out: not in the log, nor by a header of the same name in the configuration', async () => {
  expect(gateway.it.log()).not.toContain(key.toString('base64').slice(0, 12));
  for (const store of [', set_headers: { x-gateway-assertion: x }', ', pass_headers: [x-gateway-assertion]']) {
    await expect(gateway.it.reload(reference({ store }))).rejects.toThrow();
  }
});
