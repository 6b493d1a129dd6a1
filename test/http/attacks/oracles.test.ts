import { expect, test } from 'vitest';
import { caseGateway, contactsPath, expectRefused, marker } from '../cases/case-gateway.js';
import { exchangeRaw } from '../raw-client.js';
import { reference } from '../reference.js';
import { json } from '../service.js';

/** What tells of something that may not be seen without showing it. The clerk sees nobody who lives in Paris. */
const gateway = caseGateway(
  reference({
    data: `
  - { store: crm, resource: GET /v1/rows, format: csv, fields: { id: user.unique_id, ssn: user.government_id } }
  - { store: crm, resource: "GET /v1/people/{id}", statuses: [200], headers: { x-owner: user.name, x-total-count: system.operations }, fields: { id: user.unique_id, city: user.contact.address.city } }`,
    rules: `
  - { name: no Parisians, purpose: fulfilment, rows: { "crm:GET /v1/people/{id}": "city <> 'Paris'" } }`,
  }),
);
const type = 'Content-Type: application/json';
const ask = (path: string, headers: readonly string[] = [], method = 'GET') =>
  gateway.it.ask('clerk', { path, headers, method });

test('one record that may not be seen is absent in the same bytes, whatever the store says of it', async () => {
  const bytes = new Set<string>();
  const answers = [
    json('{"id": 8, "city": "Paris"}', [type, 'X-Owner: Ada']),
    json(`{"error": "${marker}"}`, [type], '404 Not Found'),
    json(`{"error": "${marker}"}`, [type, 'X-Owner: Ada'], '403 Forbidden'),
    json(`{"error": "${marker}"}`, [type], '409 Conflict'),
    json(`{"error": "${marker}"}`, [type], '410 Gone'),
    json(`{"error": "${marker}"}`, [type], '422 Unprocessable Entity'),
    json(`{"error": "${marker}"}`, [type], '423 Locked'),
    json(`{"error": "${marker}"}`, [type], '451 Unavailable'),
    'HTTP/1.1 204 No Content\r\nX-Owner: Ada\r\n\r\n',
    json('null'),
    json('{"id": 8}'),
    json('{"id": 8, "city": ["Oslo"]}'),
  ];
  for (const method of ['GET', 'HEAD']) {
    for (const answer of answers) {
      gateway.it.service.script = () => answer;
      const got = await ask('/crm/v1/people/8', [], method);
      expect(got.status).toBe(404);
      bytes.add(got.bytes.toString().replace(/^Date: .*$/m, ''));
    }
  }
  // GET and HEAD.
  expect(bytes.size).toBe(2);
});

test('how many records there are is not told, where some may not be seen', async () => {
  gateway.it.service.script = () =>
    json('{"items": [{"id": 1, "address": {"city": "Paris"}}], "total": 1, "next": "c1"}', [
      type,
      'X-Total-Count: 1',
      'X-Owner: Ada',
    ]);
  const clerk = await ask(`${contactsPath}?q=jane@example.com`);
  expect(clerk.body.toString()).toBe('{"items": [], "next": "c1"}');
  expect(clerk.headers.map(([name]) => name)).not.toContain('x-total-count');
  const none = gateway.it.service;
  none.script = () => json('{"items": [], "total": 0, "next": "c1"}', [type, 'X-Total-Count: 0', 'X-Owner: Ada']);
  expect((await ask(`${contactsPath}?q=jane@example.com`)).body.toString()).toBe(clerk.body.toString());
  // Who may see all of them may know how many there are.
  gateway.it.service.script = () => json('{"items": [], "total": 3}', [type, 'X-Total-Count: 3']);
  const scholar = await gateway.it.ask('scholar', { path: contactsPath });
  expect(scholar.body.toString()).toBe('{"items": [], "total": 3}');
  expect(scholar.headers).toContainEqual(['x-total-count', '3']);
});

test('a read that is answered with nothing has no headers that tell of a record', async () => {
  gateway.it.service.script = () => 'HTTP/1.1 204 No Content\r\nX-Owner: Ada\r\nX-Total-Count: 1\r\n\r\n';
  const answer = await ask(contactsPath);
  expect(answer.status).toBe(204);
  expect(answer.headers.map(([name]) => name).filter((name) => name.startsWith('x-'))).toEqual([
    'x-content-type-options',
  ]);
});

test('a body whose end nobody can tell is refused where it would not show', async () => {
  gateway.it.service.script = (_, socket) => {
    socket.end('HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\nid,ssn\n1,078-05-1120\n');
    return null;
  };
  expectRefused(await ask('/crm/v1/rows'), 502, 'upstream_malformed');
});

test('who asks is read from each request, also on a connection that is kept, and after a reload', async () => {
  gateway.it.service.script = () => json('{"items": [{"id": 7, "name": "Ada"}]}');
  const request = (key: string, more = '') =>
    `GET ${contactsPath} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\n${more}\r\n`;
  const { bytes } = await exchangeRaw(
    gateway.it.port,
    request('clerk-key') +
      request('scholar-key') +
      request('clerk-key') +
      request('nobody-key', 'Connection: close\r\n'),
  );
  const text = bytes.toString();
  expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '200', '200', '401']);
  const bodies = [...text.matchAll(/\{"items".*?\]\}/g)].map(([body]) => body);
  expect(bodies[0]).toBe('{"items": [{"id": 7, "name": "Ada"}]}');
  expect(bodies[1]).not.toContain('Ada');
  expect(bodies[2]).toBe(bodies[0]);
});

test.each([
  [
    'HTTP/1.0 with a transfer coding',
    `POST ${contactsPath} HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\nAuthorization: Bearer clerk-key\r\n\r\n0\r\n\r\n`,
  ],
  ['HTTP/0.9', `GET ${contactsPath}\r\n\r\n`],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['HTTP/1.2', `GET ${contactsPath} HTTP/1.2\r\nHost: a\r\nAuthorization: Bearer clerk-key\r\n\r\n`],
  ['small letters', `get ${contactsPath} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer clerk-key\r\n\r\n`],
  ['a space before the colon', `GET ${contactsPath} HTTP/1.1\r\nHost: a\r\nAuthorization : Bearer clerk-key\r\n\r\n`],
  ['a NUL in a header', `GET ${contactsPath} HTTP/1.1\r\nHost: a\r\nX: \0\r\nAuthorization: Bearer clerk-key\r\n\r\n`],
  ['a bare CR in a header', `GET ${contactsPath} HTTP/1.1\r\nHost: a\r\nX: a\rTransfer-Encoding: chunked\r\n\r\n`],
  ['a tab in the target', `GET ${contactsPath}\tx HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['a length with a sign', `POST ${contactsPath} HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nabcde`],
  ['a length in hexadecimal', `POST ${contactsPath} HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\nabcde`],
  ['a length as a list', `POST ${contactsPath} HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nabcde`],
  [
    'a chunk size that overflows',
    `POST ${contactsPath} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n`,
  ],
  [
    'a chunk without its end',
    `POST ${contactsPath} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\naGET / HTTP/1.1\r\n\r\n`,
  ],
])('a request line or head that is not HTTP/1.1 to the letter is refused: %s', async (_, request) => {
  const answer = await exchangeRaw(gateway.it.port, request.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  expect(answer.status === 0 || (answer.status >= 400 && answer.status < 506)).toBe(true);
  expect(gateway.it.service.requests).toEqual([]);
});

test('HTTP/1.0 is given what has a length, and nothing that could break off unnoticed', async () => {
  const ask = () =>
    exchangeRaw(gateway.it.port, `GET ${contactsPath} HTTP/1.0\r\nAuthorization: Bearer clerk-key\r\n\r\n`);
  gateway.it.service.script = () => json('{"items": [{"id": 7, "name": "Ada"}]}');
  const short = await ask();
  expect(short.status).toBe(200);
  expect(short.bytes.toString()).toMatch(/\r\ncontent-length: \d+\r\n/i);
  expect(short.bytes.toString()).toContain('"Ada"');
  const items = Array.from({ length: 20_000 }, (_, id) => `{"id": ${id}, "name": "Ada"}`).join(', ');
  gateway.it.service.script = () => json(`{"items": [${items}]}`);
  const long = await ask();
  expect(long.status).toBe(400);
  expect(long.bytes.toString()).not.toContain('Ada');
});

test('a second request that hides in the body of a first is a body', async () => {
  gateway.it.service.script = () => json('{"id": 9}');
  const inner = `DELETE ${contactsPath}/7 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer clerk-key\r\n\r\n`;
  const head = `POST ${contactsPath} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer clerk-key\r\n${type}\r\n`;
  const chunk = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`;
  for (const request of [
    `${head}Content-Length: ${inner.length}\r\n\r\n${inner}`,
    `${head}Transfer-Encoding: chunked\r\n\r\n${chunk}`,
  ]) {
    expectRefused(await exchangeRaw(gateway.it.port, request), 422);
  }
  // What stands behind the body of a request that is refused unread is never taken for a request.
  const refused = await exchangeRaw(
    gateway.it.port,
    `GET ${contactsPath} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer clerk-key\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
  );
  expectRefused(refused, 400);
  expect(gateway.it.service.requests).toEqual([]);
});

test.each([
  '/crm/v1/contacts/\uff0e\uff0e',
  '/crm/v1/contacts/a\uff0fb',
  '/crm/v1/contacts/7\uff1bx',
  '/crm/v1/contacts/\u2024\u2024',
  '/crm/v1/contacts/7\u2024',
  '/crm/v1/contacts/\uff05\uff12\uff26',
  '/crm/v1/contacts/\u2025',
])('characters that some read as a slash, a dot or a percent sign are refused: %j', async (path) => {
  expectRefused(await ask(encodeURI(path)), 400, 'malformed_request');
  expect(gateway.it.service.requests).toEqual([]);
});

test.each([
  ['a semicolon parts nothing', '?page=1;sort=-city', '/v1/contacts?page=1%3Bsort%3D-city'],
  ['an encoded ampersand parts nothing', '?page=1%26sort%3D-city', '/v1/contacts?page=1%26sort%3D-city'],
  ['an encoded hash ends nothing', '?page=1%23x', '/v1/contacts?page=1%23x'],
  ['a plus is a space once', '?page=a%2Bb+c', '/v1/contacts?page=a%2Bb%20c'],
])('a parameter stays one: %s', async (_, query, sent) => {
  gateway.it.service.script = () => json('{"items": []}');
  expect((await ask(contactsPath + query)).status).toBe(200);
  expect(gateway.it.service.requests.at(-1)?.split(' ')[1]).toBe(sent);
});

test('codings that are not read are refused, whatever the case or place in the list', async () => {
  for (const coding of [
    'zstd',
    'compress',
    'x-compress',
    'x-custom',
    'gzip, x-custom',
    'aws-chunked',
    'gzip;q=1',
    '',
    ',',
    'gzip, gzip, gzip',
    '*',
  ]) {
    if (
      coding === 'zstd' &&
      typeof ((await import('node:zlib')) as { createZstdDecompress?: unknown }).createZstdDecompress === 'function'
    )
      continue;
    gateway.it.service.script = () => json(`{"items": [{"ssn": "${marker}"}]}`, [type, `Content-Encoding: ${coding}`]);
    const answer = await ask(contactsPath);
    expect(answer.status, coding).toBe(502);
    expectRefused(answer, 502);
  }
});

test('an answer that is cut into odd numbers, deep names or duplicates of what is read twice is refused or treated', async () => {
  const bodies = [
    `{"items": [{"id": 1, "address": {"city": "Oslo", "city": "Paris"}, "note": "${marker}"}]}`,
    `{"items": [{"id": 1, "address": {"city": "Oslo"}, "address": {"city": "Paris"}}]}`,
    `{"items": [{"id": 1, "address": {"city": "Oslo"}}], "items": [{"id": 2, "ssn": "${marker}"}]}`,
    `{"items": [{"id": 1}], "it\\u0065ms": [{"id": 2, "ssn": "${marker}"}]}`,
  ];
  for (const body of bodies) {
    gateway.it.service.script = () => json(body);
    expectRefused(await ask(contactsPath), 502, 'upstream_malformed');
  }
});
