import { expect, test } from 'vitest';
import { json } from '../service.js';
import { caseGateway, contactsPath, expectRefused, idsOf, marker } from './case-gateway.js';

const gateway = caseGateway();
const ask = (principal: string, path: string) => gateway.it.ask(principal, { path });
const send = (
  principal: string,
  method: string,
  path: string,
  body: string | Buffer,
  headers = ['Content-Type: application/json'],
) => gateway.it.ask(principal, { method, path, body, headers });

test('a parameter that finds or sorts records by a field which the purpose may not read is refused', async () => {
  gateway.it.service.script = () => json('{"items": []}');
  expect((await ask('clerk', `${contactsPath}?q=ada&sort=-email`)).status).toBe(200);
  expect((await ask('scholar', `${contactsPath}?city=London`)).status).toBe(200);
  gateway.it.service.requests.length = 0;
  for (const query of ['q=ada', 'sort=-email', 'sort=name'])
    expectRefused(await ask('scholar', `${contactsPath}?${query}`), 403, 'refused');
  expectRefused(await ask('clerk', `${contactsPath}?sort=ssn`), 400, 'malformed_request');
  expect(gateway.it.service.requests).toEqual([]);
});

test('pseudonyms of integers find their records again; who sees nothing of an id finds nothing by it', async () => {
  gateway.it.service.script = (request) =>
    json(request.startsWith('GET /v1/contacts/') ? '{"id": 7}' : '{"items": [{"id": 7}]}');
  // Larger than a double: as text.
  const [pseudonym = ''] = /"id": (\d+)/.exec((await ask('scholar', contactsPath)).body.toString())?.slice(1) ?? [];
  const again = await ask('scholar', `${contactsPath}/${pseudonym}`);
  expect(again.body.toString()).toBe(`{"id": ${pseudonym}}`);
  expect(gateway.it.service.requests.at(-1)).toMatch(/^GET \/v1\/contacts\/7 /);
  gateway.it.service.requests.length = 0;
  await ask('scholar', `${contactsPath}/7`);
  expect(gateway.it.service.requests.at(-1)).not.toMatch(/^GET \/v1\/contacts\/7 /);
  gateway.it.service.requests.length = 0;
  expectRefused(await ask('scholar', `${contactsPath}/seven`), 403, 'refused');
  expectRefused(
    await gateway.it.ask('broker', { path: `${contactsPath}/7`, headers: ['Damask-Purpose: sale'] }),
    403,
    'refused',
  );
  expect(gateway.it.service.requests).toEqual([]);
  expect(idsOf({ ...again, body: Buffer.from('{"items": [{"id": 1}]}') })).toEqual([1]);
});

test('a body may hold what the purpose may write, and goes out as it came', async () => {
  gateway.it.service.script = () =>
    json(
      `{"id": 9, "ssn": "${marker}-0001", "debug": "${marker}"}`,
      ['Content-Type: application/json', `Location: /v1/contacts/${marker}`],
      '201 Created',
    );
  const body = '{ "email" : "new@example.com", "address": {"city": "Ghent"} }';
  const created = await send('clerk', 'POST', contactsPath, body);
  expect(created.status).toBe(201);
  expect(created.body.toString()).toBe('{"id": 9, "ssn": "************0001"}');
  expect(created.headers.map(([name]) => name)).not.toContain('location');
  const [request = ''] = gateway.it.service.requests;
  expect(request.endsWith(`\r\n\r\n${body}`)).toBe(true);
  expect(request).toContain('content-type: application/json\r\n');
});

test.each([
  ['a field that `write` does not cover', '{"name": "x"}', 403],
  ['a field that is seen masked', '{"ssn": "*******6789"}', 403],
  ['a field that is withheld', '{"born": "1999-01-01"}', 403],
  ['a member that nobody declared', '{"email": "a@b.example", "role": "admin"}', 403],
  ['a member within one', '{"address": {"city": "x", "geo": 1}}', 403],
  ['a member twice', '{"email": "a", "email": "b"}', 422],
  ['a member twice, once escaped', '{"email": "a", "em\\u0061il": "b"}', 422],
  ['no JSON', 'email=a', 422],
  ['nothing', '', 422],
  ['an array of documents', '[{"email": "a"}]', 403],
  ['a document and more', '{"email": "a"} {}', 422],
])('a body with %s is refused', async (_, body, status) => {
  expectRefused(await send('clerk', 'POST', contactsPath, body), status);
  expect(gateway.it.service.requests).toEqual([]);
});

test.each([
  [['Content-Type: text/plain']],
  [['Content-Type: application/json; charset=utf-16']],
  [['Content-Type: application/x-www-form-urlencoded']],
  [['Content-Type: multipart/form-data; boundary=x']],
  [[]],
  [['Content-Type: application/json', 'Content-Encoding: gzip']],
])('a body under %j is refused', async (headers) => {
  expectRefused(await send('clerk', 'POST', contactsPath, '{"email": "a"}', headers), 415, 'unsupported_body');
  expect(gateway.it.service.requests).toEqual([]);
});

test('who may write nothing may not delete, and a record that may not be seen may not be written', async () => {
  expectRefused(await gateway.it.ask('scholar', { method: 'DELETE', path: `${contactsPath}/7` }), 403);
  expectRefused(await send('scholar', 'PATCH', `${contactsPath}/7`, '{"address": {"city": "x"}}'), 403);
  expect(gateway.it.service.requests).toEqual([]);
  gateway.it.service.script = () => 'HTTP/1.1 204 No Content\r\n\r\n';
  expectRefused(await gateway.it.ask('clerk', { method: 'DELETE', path: `${contactsPath}/7` }), 403);
  const gone = await gateway.it.ask('clerk', { method: 'DELETE', path: '/crm/v1/addresses/7' });
  expect(gone.status).toBe(204);
  expect(gateway.it.service.requests[0]).toMatch(/^DELETE \/v1\/addresses\/7 HTTP/);
});

test('a body that is too long is refused before it is read, and `100 Continue` comes only when it is wanted', async () => {
  expectRefused(await send('clerk', 'POST', contactsPath, Buffer.alloc(2_000_000, ' ')), 413, 'body_too_large');
  gateway.it.service.script = () => json('{"id": 9}');
  const asked = await send('clerk', 'POST', contactsPath, '{"email": "a"}', [
    'Content-Type: application/json',
    'Expect: 100-continue',
  ]);
  expect(asked.bytes.toString()).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  const refused = await send('scholar', 'DELETE', contactsPath, '{}', ['Expect: 100-continue']);
  expect(refused.bytes.toString()).not.toContain('100 Continue');
  expectRefused(
    await send('clerk', 'POST', contactsPath, '{}', ['Content-Type: application/json', 'Expect: tea']),
    400,
  );
});

test('what was sent is not echoed by an error of the store', async () => {
  gateway.it.service.script = (request) =>
    json(
      `{"error": "${marker} in ${request.length}", "email": "new@example.com"}`,
      ['Content-Type: application/json'],
      '422 new@example.com',
    );
  const answer = await send('clerk', 'POST', contactsPath, '{"email": "new@example.com"}');
  expectRefused(answer, 422, 'store_refused');
  expect(answer.bytes.toString()).not.toContain('new@example.com');
});
