import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type HttpGateway, openHttpGateway } from './http-gateway.js';
import { reference } from './reference.js';
import { json } from './service.js';

let gateway: HttpGateway;
beforeAll(async () => {
  gateway = await openHttpGateway(reference());
});
afterAll(() => gateway?.close());
beforeEach(() => {
  gateway.service.requests.length = 0;
});

const ada =
  '{"id": 7, "name": "Ada Lovelace", "email": "ada@example.com", "ssn": "123-45-6789", "born": "1815-12-10", "extra": 1, ' +
  '"address": {"city": "London", "street": "St James"}, "devices": [{"ip": "203.0.113.7", "mac": "aa"}], "created": "2026-01-01"}';
const list = (...records: string[]) => `{"items": [${records.join(', ')}], "total": ${records.length}, "debug": "ada"}`;
const parsed = (body: Buffer) => JSON.parse(body.toString('utf8'));

test('each purpose sees of a record what its rules pass and mask; what nobody declared is left out', async () => {
  gateway.service.script = () => json(list(ada));
  const clerk = await gateway.ask('clerk', { path: '/crm/v1/contacts?page=1' });
  expect(clerk.status).toBe(200);
  expect(parsed(clerk.body)).toEqual({
    items: [
      {
        id: 7,
        name: 'Ada Lovelace',
        email: 'ada@example.com',
        ssn: '*******6789',
        address: { city: 'London' },
        created: '2026-01-01',
      },
    ],
  });
  const scholar = await gateway.ask('scholar', { path: '/crm/v1/contacts' });
  const [record] = parsed(scholar.body).items;
  expect(Object.keys(record)).toEqual(['id', 'name', 'born', 'address', 'devices', 'created']);
  expect(record).toMatchObject({
    born: '1815-01-01',
    address: { city: 'London' },
    devices: [{ ip: '203.0.113.0/24' }],
  });
  expect(record.name).toMatch(/^[0-9a-f]{16}$/);
  expect(record.id).not.toBe(7);
});

test('a request goes out anew, with nothing of the caller in it but what is declared', async () => {
  gateway.service.script = () => json(list(ada));
  await gateway.ask('clerk', {
    path: '/crm/v1/contacts?page=1&limit=2%30',
    headers: [
      'X-Secret: a',
      'Cookie: a=b',
      'Accept-Language: de',
      'Range: bytes=0-5',
      'If-None-Match: "x"',
      'Accept-Encoding: zstd',
    ],
  });
  const [request = ''] = gateway.service.requests;
  expect(request.split('\r\n').filter((line) => !line.startsWith('host: '))).toEqual([
    'GET /v1/contacts?page=1&limit=20 HTTP/1.1',
    'connection: keep-alive',
    'accept: application/json',
    'accept-language: de',
    'accept-encoding: gzip, deflate, br',
    '',
    '',
  ]);
});

test('records that a rule filters out are not there, and a single one is as if it did not exist', async () => {
  const paris = '{"id": 8, "name": "Blaise", "address": {"city": "Paris"}}';
  gateway.service.script = (request) => json(request.startsWith('GET /v1/contacts/') ? paris : list(paris, ada, paris));
  const all = await gateway.ask('clerk', { path: '/crm/v1/contacts' });
  expect(parsed(all.body).items.map(({ id }: { id: number }) => id)).toEqual([7]);
  const one = await gateway.ask('clerk', { path: '/crm/v1/contacts/8' });
  gateway.service.script = () =>
    json('{"error": "no contact 9 for Blaise"}', ['Content-Type: application/json'], '404 Blaise');
  const none = await gateway.ask('clerk', { path: '/crm/v1/contacts/9' });
  const unknown = await gateway.ask('clerk', { path: '/crm/v1/customers/9' });
  const withoutDate = (bytes: Buffer) => bytes.toString('latin1').replace(/Date: .*\r\n/, '');
  expect(one.status).toBe(404);
  expect(withoutDate(none.bytes)).toBe(withoutDate(one.bytes));
  expect(withoutDate(unknown.bytes)).toBe(withoutDate(one.bytes));
});

test('who is nobody, has no such purpose, or does not say which, is turned away before anything is sent', async () => {
  const cases = [
    { principal: 'nobody', headers: [], status: 401, code: 'authentication' },
    { principal: 'clerk', headers: ['Damask-Purpose: research'], status: 403, code: 'refused' },
    { principal: 'broker', headers: [], status: 403, code: 'refused' },
    { principal: 'clerk', headers: ['Damask-Purpose: a b'], status: 400, code: 'malformed_request' },
  ];
  for (const { principal, headers, status, code } of cases) {
    const answer = await gateway.ask(principal, { path: '/crm/v1/contacts', headers });
    expect(answer.status, principal).toBe(status);
    expect(answer.headers).toContainEqual(['content-type', 'application/problem+json']);
    expect(parsed(answer.body)).toMatchObject({ type: 'about:blank', status, code });
  }
  expect(gateway.service.requests).toEqual([]);
});

test('requests are counted and logged without a path, a query or a value', async () => {
  gateway.service.script = () => json(list(ada));
  await gateway.ask('clerk', { path: '/crm/v1/contacts?page=77001' });
  await gateway.ask('clerk', { path: '/crm/v1/contacts?secret=77002' });
  const metrics = await gateway.metrics();
  expect(metrics).toMatch(
    /damask_requests_total\{store="crm",purpose="fulfilment",status="200",verdict="answered"\} [1-9]/,
  );
  expect(metrics).toMatch(/damask_refusals_total\{reason="malformed_request"\} [1-9]/);
  expect(metrics).toMatch(/damask_fields_total\{store="crm",purpose="fulfilment",decision="mask"\} [1-9]/);
  expect(gateway.log()).toContain('"event":"request_refused"');
  expect(`${gateway.log()}${metrics}`).not.toMatch(/7700[12]|contacts|Ada/);
});
