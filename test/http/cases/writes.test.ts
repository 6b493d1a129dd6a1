import { expect, test } from 'vitest';
import { keyOf } from '../http-gateway.js';
import { reference } from '../reference.js';
import { json } from '../service.js';
import { caseGateway, expectRefused } from './case-gateway.js';

const gateway = caseGateway(
  reference({
    purposes: '  correction: { basis: contract }',
    principals: `  editor: { recipient: house, purposes: [correction], auth: ${keyOf('editor')} }`,
    data: `
  - { store: crm, resource: GET /v1/people, records: "$[*]", fields: &person { id: user.unique_id, boss: user.unique_id, email: user.contact.email, ssn: user.government_id, born: user.demographic.date_of_birth } }
  - { store: crm, resource: "PUT /v1/people/{id}", fields: *person }
  - { store: crm, resource: "POST /v1/people", fields: *person, body: form }
  - { store: crm, resource: GET /v1/form, format: form, fields: *person }
  - { store: crm, resource: GET /v1/guarded, prefix: ")]}',\\n", records: "$[*]", fields: *person }`,
    rules: `
  - { name: correct, purpose: correction, fields: { user.contact.email: { mask: email }, user.government_id: { mask: last4 }, user.demographic.date_of_birth: withhold, user.unique_id: { mask: hash_id } }, write: [user.contact.email, user.unique_id, user.demographic.date_of_birth] }`,
  }),
);
const type = 'Content-Type: application/json';
const put = (path: string, body: string) => gateway.it.ask('editor', { method: 'PUT', path, body, headers: [type] });
const sent = () => gateway.it.service.requests.at(-1) ?? '';

/** What the editor sees of person 7, whose boss is 3. */
async function seen(): Promise<{ readonly text: string; readonly id: string; readonly boss: string }> {
  gateway.it.service.script = (request) =>
    json(
      request.startsWith('GET')
        ? '[{"id": 7, "boss": 3, "email": "ada@example.com", "ssn": "078-05-1120"}]'
        : '{"id": 7, "boss": 3}',
    );
  const text = (await gateway.it.ask('editor', { path: '/crm/v1/people' })).body.toString();
  const [, id = '', boss = ''] = /"id": (-?\d+), "boss": (-?\d+)/.exec(text) ?? [];
  gateway.it.service.requests.length = 0;
  return { text, id, boss };
}

test('pseudonyms are turned back in path and body, and are pseudonyms again in what is answered', async () => {
  const { id, boss } = await seen();
  const answer = await put(`/crm/v1/people/${id}`, `{ "boss" : ${boss}, "email": "new@example.com" }`);
  expect(answer.body.toString()).toBe(`{"id": ${id}, "boss": ${boss}}`);
  expect(sent()).toMatch(/^PUT \/v1\/people\/7 HTTP/);
  expect(sent().split('\r\n\r\n')[1]).toBe('{ "boss" : 3, "email": "new@example.com" }');
});

test('a program that saves all that it has read is refused: it would put masks where the data was', async () => {
  const { text, id } = await seen();
  const record = text.slice(1, -1);
  expect(record).toContain('***@example.com');
  expectRefused(await put(`/crm/v1/people/${id}`, record), 403, 'refused');
  for (const body of [
    '{"email": "***@elsewhere.example"}',
    '{"email": "***"}',
    '{"email": null}',
    '{"born": null}',
    '{"ssn": "*******1120"}',
    '{"boss": "no number"}',
    '{"boss": null}',
  ]) {
    expectRefused(await put(`/crm/v1/people/${id}`, body), 403, 'refused');
  }
  expect(gateway.it.service.requests).toEqual([]);
  expect((await put(`/crm/v1/people/${id}`, '{"born": "1984-02-03"}')).status).toBe(200);
});

test('a form is taken where it is declared, and goes out anew', async () => {
  const { boss } = await seen();
  const post = (body: string, headers = ['Content-Type: application/x-www-form-urlencoded']) =>
    gateway.it.ask('editor', { method: 'POST', path: '/crm/v1/people', body, headers });
  // Parts of a form are texts: a pseudonym of an integer is none, unless `type` says so.
  expectRefused(await post(`boss=${boss}&email=a%40b.example`), 403, 'refused');
  expect((await post('email=a%40b.example;ssn=1')).status).toBe(200);
  expect(sent().split('\r\n\r\n')[1]).toBe('email=a%40b.example%3Bssn%3D1');
  expect(sent()).toContain('content-type: application/x-www-form-urlencoded\r\n');
  gateway.it.service.requests.length = 0;
  for (const body of ['email=a&ssn=1', 'email=a&role=admin', 'email=***%40b.example', 'email=%2a**', 'email[]=a']) {
    expectRefused(await post(body), 403, 'refused');
  }
  expectRefused(await post('{"email": "a"}', [type]), 415, 'unsupported_body');
  expectRefused(await post('email=%zz'), 422, 'unusable_body');
  expect(gateway.it.service.requests).toEqual([]);
});

test('a form that is answered is masked part by part, each of a name that is there twice', async () => {
  gateway.it.service.script = () =>
    json('ssn=078-05-1120&ssn=078-05-1121&note=x&email=ada%40example.com', [
      'Content-Type: application/x-www-form-urlencoded',
    ]);
  const answer = await gateway.it.ask('clerk', { path: '/crm/v1/form' });
  expect(answer.headers).toContainEqual(['content-type', 'application/x-www-form-urlencoded']);
  expect(answer.body.toString()).toBe('ssn=*******1120&ssn=*******1121&email=ada%40example.com');
  gateway.it.service.script = () => json('{"ssn": "078-05-1120"}');
  expectRefused(await gateway.it.ask('clerk', { path: '/crm/v1/form' }), 502, 'upstream_malformed');
});

test('what keeps an answer from being read as a script is taken off and put back where it is declared', async () => {
  const prefix = ")]}',\n";
  const ask = () => gateway.it.ask('clerk', { path: '/crm/v1/guarded' });
  gateway.it.service.script = () => json(`${prefix}[{"id": 7, "ssn": "078-05-1120", "note": "x"}]`);
  expect((await ask()).body.toString()).toBe(`${prefix}[{"id": 7, "ssn": "*******1120"}]`);
  for (const body of ['[{"id": 7}]', `while(1);[{"id": 7}]`, `${prefix}${prefix}[]`, prefix]) {
    gateway.it.service.script = () => json(body);
    expectRefused(await ask(), 502, 'upstream_malformed');
  }
});
