import { expect, test } from 'vitest';
import { exchangeRaw } from '../raw-client.js';
import { json } from '../service.js';
import { caseGateway, contactsPath, expectRefused } from './case-gateway.js';

const gateway = caseGateway();
const one = '{"id": 7}';
const ask = (path: string, principal = 'clerk') => gateway.it.ask(principal, { path });
const paths = () => gateway.it.service.requests.map((request) => request.split(' ')[1]);

test.each([
  '/crm//v1/contacts',
  '//crm/v1/contacts',
  '/crm/v1/./contacts',
  '/crm/v1/%2e/contacts',
  '/crm/v1/../v1/contacts',
  '/crm/v1/%2e%2e/v1/contacts',
  '/crm/v1/%2E%2e%2fv1/contacts',
  '/crm/v1/contacts;jsessionid=1',
  '/crm/v1/contacts%3bx',
  '/crm/v1/contacts%2F7',
  '/crm/v1/contacts%5c7',
  '/crm/v1/contacts\\7',
  '/crm/v1/contacts.',
  '/crm/v1/contacts/7.',
  '/crm/v1/contacts/%2537',
  '/crm/v1/contacts/7%00',
  '/crm/v1/contacts/%ff',
  '/crm/v1/contacts/%zz',
  '/crm/v1/contacts/%c0%af',
  '/crm/v1/contacts/7#x',
])('a path that can be read in more than one way is refused: %s', async (path) => {
  expectRefused(await ask(path), 400, 'malformed_request');
  expect(gateway.it.service.requests).toEqual([]);
});

test.each([
  '/CRM/v1/contacts',
  '/crm/V1/contacts',
  '/crm/v1/Contacts',
  '/crm/v1/contacts/',
  '/crm/v1/contacts/7/',
  '/crm/v1',
  '/',
  '/v1/contacts',
  '/crm/v1/contacts/7/orders',
])('a path that nobody declared is not there: %s', async (path) => {
  expectRefused(await ask(path), 404, 'undefined_resource');
  expect(gateway.it.service.requests).toEqual([]);
});

test('what is matched is what is sent: needless escapes are undone, needed ones written', async () => {
  gateway.it.service.script = () => json(one);
  expect((await ask('/crm/v1/%63ontacts/%37')).status).toBe(200);
  expect((await ask('/crm/v1/contacts/a%20b%40c%3F')).status).toBe(200);
  expect(paths()).toEqual(['/v1/contacts/7', '/v1/contacts/a%20b%40c%3F']);
});

test('a request in absolute form, or that names another host, leads nowhere else', async () => {
  const head = 'Host: gateway.example\r\nConnection: close\r\nAuthorization: Bearer clerk-key\r\n\r\n';
  const port = gateway.it.service.port;
  expectRefused(
    await exchangeRaw(gateway.it.port, `GET http://127.0.0.1:${port}/v1/contacts HTTP/1.1\r\n${head}`),
    400,
  );
  expectRefused(
    await exchangeRaw(gateway.it.port, `GET http://gateway.example${contactsPath} HTTP/1.1\r\n${head}`),
    400,
  );
  expectRefused(await exchangeRaw(gateway.it.port, `OPTIONS * HTTP/1.1\r\n${head}`), 400);
  gateway.it.service.script = () => json('{"items": []}');
  await exchangeRaw(
    gateway.it.port,
    `GET ${contactsPath} HTTP/1.1\r\n${head.replace('gateway.example', 'evil.example')}`,
  );
  expect(gateway.it.service.requests).toHaveLength(1);
  expect(gateway.it.service.requests[0]).toContain(`host: 127.0.0.1:${port}\r\n`);
  expect(gateway.it.service.requests[0]).not.toContain('evil');
});

test.each([
  '?x=1',
  '?page=1&page=2',
  '?page=1&pa%67e=2',
  '?page=%zz',
  '?page=%00',
  '?=1',
  '?page[]=1',
  '?$select=ssn',
  '?$expand=owner&$format=xml',
  '?fields[contacts]=ssn',
  '?include=notes',
  '?_method=DELETE',
  `?${'page=1&'.repeat(200)}`,
])('parameters that are not declared, given twice or broken are refused: %s', async (query) => {
  expectRefused(await ask(contactsPath + query), 400, 'malformed_request');
  expect(gateway.it.service.requests).toEqual([]);
});

test('parameters are written anew', async () => {
  gateway.it.service.script = () => json('{"items": []}');
  await ask(`${contactsPath}?page=1+%2B&limit=&city=K%C3%B6ln%26x%3D1`);
  expect(paths()).toEqual(['/v1/contacts?page=1%20%2B&limit=&city=K%C3%B6ln%26x%3D1']);
});
