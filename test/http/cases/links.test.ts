import { expect, test } from 'vitest';
import { reference } from '../reference.js';
import { json } from '../service.js';
import { caseGateway, expectRefused, marker } from './case-gateway.js';

const gateway = caseGateway(
  reference({
    data: `
  - store: crm
    resource: GET /v1/pages
    records: $.items[*]
    subject: { kind: customer, field: id }
    query: [page, cursor, { name: q, field: email }, { name: of, field: id }]
    envelope: { next: { category: system.operations, link: true }, "_links.self.href": { category: system.operations, link: true }, all: { category: system.operations, link: true } }
    fields: { id: user.unique_id, email: user.contact.email, url: { category: system.operations, link: true } }
  - store: crm
    resource: POST /v1/pages
    fields: { email: user.contact.email, url: { category: system.operations, link: true } }
`,
  }),
);
const path = '/crm/v1/pages';
const origin = () => `http://127.0.0.1:${gateway.it.service.port}`;

async function read(principal: string, body: unknown) {
  gateway.it.service.script = () => json(JSON.stringify(body));
  const answer = await gateway.it.ask(principal, { path });
  expect(answer.status).toBe(200);
  expect(answer.bytes.toString('latin1')).not.toContain(marker);
  // Pseudonyms of numbers are larger than a double holds.
  return JSON.parse(answer.body.toString().replace(/"id":(\d{16,})/g, '"id":"$1"'));
}

test('addresses of the service lead through the gateway, absolute or not, where a member says that it is one', async () => {
  const shown = await read('clerk', {
    items: [{ id: 7, url: `${origin()}/v1/contacts/7` }],
    next: '/v1/pages?page=2&q=jane%40b.example',
    _links: { self: { href: `${origin()}/v1/pages?cursor=b3BhcXVl` }, prev: { href: marker } },
    all: ['/v1/pages?page=1', '/v1/pages?page=2'],
  });
  expect(shown).toEqual({
    items: [{ id: 7, url: '/crm/v1/contacts/7' }],
    next: '/crm/v1/pages?page=2&q=jane%40b.example',
    _links: { self: { href: '/crm/v1/pages?cursor=b3BhcXVl' } },
    all: ['/crm/v1/pages?page=1', '/crm/v1/pages?page=2'],
  });
});

test('an address that tells what may not be seen is null, and one with a pseudonym finds its record again', async () => {
  const shown = await read('scholar', {
    items: [{ id: 7, url: '/v1/contacts/7' }],
    next: `/v1/pages?page=2&q=${marker}%40b.example`,
    all: ['/v1/pages?of=7'],
  });
  const [{ id, url }] = shown.items;
  expect(id).not.toBe(7);
  expect(url).toBe(`/crm/v1/contacts/${id}`);
  expect(shown.next).toBeNull();
  expect(shown.all).toEqual([`/crm/v1/pages?of=${id}`]);
  gateway.it.service.requests.length = 0;
  for (const link of [url, shown.all[0]]) await gateway.it.ask('scholar', { path: link });
  expect(gateway.it.service.requests.map((request) => request.split('\r\n')[0])).toEqual([
    'GET /v1/contacts/7 HTTP/1.1',
    'GET /v1/pages?of=7 HTTP/1.1',
  ]);
});

test.each([
  `http://elsewhere.example/v1/contacts/${marker}`,
  `//elsewhere.example/v1/contacts/${marker}`,
  `/v1/nobody/declared/${marker}`,
  `/v1/contacts/%2e%2e/${marker}`,
  `/v1/pages?page=2&token=${marker}`,
  `/v1/pages?page=2&page=${marker}`,
  `/v1/pages?page=2#${marker}`,
  `/v1/contacts/7;jsessionid=${marker}`,
  `?q=${marker}`,
  `javascript:${marker}`,
  `mailto:${marker}@example.com`,
  `Jane ${marker}`,
  `/v1/pages?page=%00${marker}`,
  `/v1/pages?page=%zz${marker}`,
])('what the gateway can not be asked for is null: %s', async (next) => {
  for (const principal of ['clerk', 'scholar']) {
    expect((await read(principal, { items: [], next, all: [next, 7, null, { x: next }] })).next).toBeNull();
  }
});

test('what is seen of an address is not written to the service', async () => {
  const headers = ['Content-Type: application/json'];
  const body = '{"email": "a@b.example", "url": "/crm/v1/contacts/7"}';
  expectRefused(await gateway.it.ask('clerk', { method: 'POST', path, headers, body }), 403, 'refused');
  expect(gateway.it.service.requests).toEqual([]);
});

test('a service that stands below a path has addresses that begin with it', async () => {
  const configuration = reference({
    data: `
  - store: crm
    resource: GET /v1/pages
    records: $.items[*]
    query: [page]
    envelope: { next: { category: system.operations, link: true } }
    fields: { email: user.contact.email }
`,
  }).replace('{PORT}"', '{PORT}/base/"');
  await gateway.it.reload(configuration);
  expect((await read('clerk', { items: [], next: '/base/v1/pages?page=2' })).next).toBe('/crm/v1/pages?page=2');
  for (const next of ['/v1/pages?page=2', '/basev1/pages?page=2', '/base//v1/pages', `${origin()}/v1/pages`]) {
    expect((await read('clerk', { items: [], next })).next).toBeNull();
  }
});
