import { expect, test } from 'vitest';
import { exchangeRaw } from '../raw-client.js';
import { reference } from '../reference.js';
import { json } from '../service.js';
import { caseGateway, contactsPath, expectRefused, marker } from './case-gateway.js';

const gateway = caseGateway(
  reference({
    data: `
  - store: crm
    resource: GET /v1/strict
    statuses: [200, 422]
    headers: { x-total-count: system.operations, x-owner: user.name, etag: system.operations, set-cookie: system.operations, location: system.operations }
    fields: { id: user.unique_id, ssn: user.government_id }
`,
  }),
);
const list = '{"items": [{"id": 1}]}';
const type = 'Content-Type: application/json';
const ask = (principal = 'clerk', path = contactsPath, headers: string[] = [], method = 'GET') =>
  gateway.it.ask(principal, { path, headers, method });

test.each([
  ['400 Bad Request', 400],
  ['401 Unauthorized', 502],
  ['403 Forbidden', 403],
  ['404 Not Found', 404],
  ['409 Conflict', 409],
  ['422 Unprocessable', 422],
  ['429 Slow down', 429],
  ['500 Oops', 502],
  ['503 Oops', 502],
  ['206 Partial Content', 502],
  ['226 IM Used', 502],
  ['299 Odd', 502],
  ['304 Not Modified', 502],
])('the body of %s is replaced', async (status, shown) => {
  gateway.it.service.script = () =>
    json(`{"error": "duplicate key (ssn)=(${marker})", "stack": "at ${marker}"}`, [type, `X-Debug: ${marker}`], status);
  expectRefused(await ask(), shown);
});

test('a status that the resource declares has a body of its form', async () => {
  gateway.it.service.script = () => json(`{"id": 1, "ssn": "${marker}-0001", "message": "${marker}"}`, [type], '422 x');
  const answer = await ask('clerk', '/crm/v1/strict');
  expect(answer.statusLine).toBe('HTTP/1.1 422 Unprocessable Entity');
  expect(answer.body.toString()).toBe('{"id": 1, "ssn": "************0001"}');
});

test.each(['301', '302', '303', '307', '308'])('a redirect is neither followed nor passed on: %s', async (status) => {
  for (const target of [`http://127.0.0.1:1/${marker}`, `/v1/contacts/${marker}`, `//other.example/${marker}`]) {
    gateway.it.service.requests.length = 0;
    gateway.it.service.script = () => json(marker, [type, `Location: ${target}`], `${status} ${marker}`);
    expectRefused(await ask(), 502);
    expect(gateway.it.service.requests).toHaveLength(1);
  }
});

test('headers are passed on when they are declared and may be read as they are; those of the connection and of caches never', async () => {
  gateway.it.service.script = () =>
    json(`{"id": 1}`, [
      type,
      'X-Total-Count: 12',
      'X-Owner: Ada',
      `Set-Cookie: session=${marker}`,
      `X-User-Email: ${marker}`,
      `X-Debug: ${marker}`,
      `Server-Timing: db;desc="${marker}"`,
      `ETag: "${marker}"`,
      `Content-Disposition: attachment; filename="${marker}.pdf"`,
      `Location: /v1/contacts/${marker}`,
      `Content-Location: /u/${marker}`,
      `Link: </u/${marker}>; rel=next`,
      'Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT',
      `Content-MD5: ${marker}`,
      `Digest: sha-256=${marker}`,
      `Repr-Digest: sha-256=:${marker}:`,
      `Server: ${marker}`,
      `Warning: 199 - "${marker}"`,
      'Cache-Control: public, max-age=600',
      'Accept-Ranges: bytes',
      'Retry-After: 5',
    ]);
  const clerk = await ask('clerk', '/crm/v1/strict');
  const names = clerk.headers.map(([name]) => name).sort();
  expect(names).toEqual([
    'cache-control',
    'connection',
    'content-length',
    'content-type',
    'date',
    'retry-after',
    'vary',
    'x-content-type-options',
    'x-owner',
    'x-total-count',
  ]);
  expect(clerk.headers).toContainEqual(['cache-control', 'private, no-store']);
  expect(clerk.headers).toContainEqual(['vary', 'Authorization, Damask-Purpose, Sec-GPC, Accept-Encoding']);
  expect(clerk.bytes.toString()).not.toContain(marker);
  const scholar = await ask('scholar', '/crm/v1/strict');
  expect(scholar.headers.map(([name]) => name)).not.toContain('x-owner');
});

test('a declared header that holds more than visible ASCII, or is there twice, is left out', async () => {
  for (const headers of [['X-Owner: \xc3\xa4'], ['X-Owner: a', 'X-Owner: b'], [`X-Owner: ${'a'.repeat(2_000)}`]]) {
    gateway.it.service.script = () => json('{"id": 1}', [type, ...headers]);
    expect((await ask('clerk', '/crm/v1/strict')).headers.map(([name]) => name)).not.toContain('x-owner');
  }
});

test('ranges and conditions are not passed on, and a part is not taken', async () => {
  gateway.it.service.script = () => json(list);
  await ask('clerk', contactsPath, [
    'Range: bytes=0-1',
    'If-Range: "x"',
    'If-None-Match: "x"',
    'If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT',
    'If-Match: "y"',
  ]);
  expect(gateway.it.service.requests[0]).not.toMatch(/range|if-/i);
  gateway.it.service.script = () =>
    json(
      marker,
      ['Content-Type: multipart/byteranges; boundary=x', 'Content-Range: bytes 0-1/9'],
      '206 Partial Content',
    );
  expectRefused(await ask(), 502);
});

test('HEAD asks the store as GET does, and tells no length', async () => {
  gateway.it.service.script = (request) => json(request.startsWith('HEAD') ? '' : `{"id": 1, "note": "${marker}"}`);
  const head = await ask('clerk', `${contactsPath}/1`, [], 'HEAD');
  expect(head.status).toBe(200);
  expect(head.headers.map(([name]) => name)).not.toContain('content-length');
  expect(head.body).toHaveLength(0);
  gateway.it.service.script = () => json('{"id": 8, "address": {"city": "Paris"}}');
  const hidden = await ask('clerk', `${contactsPath}/8`, [], 'HEAD');
  expect(hidden.status).toBe(404);
  expect(hidden.body).toHaveLength(0);
});

test.each(['TRACE', 'OPTIONS', 'PROPFIND', 'LINK', 'QUERY', 'PUT'])('%s is refused', async (method) => {
  const answer = await exchangeRaw(
    gateway.it.port,
    `${method} ${contactsPath} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Echo: ${marker}\r\nAuthorization: Bearer clerk-key\r\n\r\n`,
  );
  expect([400, 405]).toContain(answer.status);
  expect(answer.bytes.toString()).not.toContain(marker);
  expect(gateway.it.service.requests).toEqual([]);
});

test('a method can not be overridden', async () => {
  gateway.it.service.script = () => json(list);
  await ask('clerk', contactsPath, [
    'X-HTTP-Method-Override: DELETE',
    'X-Method-Override: PUT',
    'X-HTTP-Method: PATCH',
  ]);
  expect(gateway.it.service.requests[0]).not.toMatch(/override|x-http/i);
  expect(gateway.it.service.requests[0]).toMatch(/^GET /);
  expectRefused(await ask('clerk', `${contactsPath}?_method=DELETE`), 400);
});

test('another representation can not be had', async () => {
  gateway.it.service.script = () => json(list);
  for (const accept of ['text/csv', 'application/xml', 'application/json;q=0', 'text/*']) {
    expectRefused(await ask('clerk', contactsPath, [`Accept: ${accept}`]), 406, 'not_acceptable');
  }
  for (const accept of ['*/*;q=0.1', 'application/*', 'text/html, application/json;q=0.9', 'application/*+json']) {
    expect((await ask('clerk', contactsPath, [`Accept: ${accept}`])).status).toBe(200);
  }
  expectRefused(await ask('clerk', `${contactsPath}?format=xml`), 400);
  expectRefused(await ask('clerk', `${contactsPath}.csv`), 404);
  for (const request of gateway.it.service.requests) expect(request).toContain('accept: application/json\r\n');
});
