import { expect, test } from 'vitest';
import { keyOf } from '../http-gateway.js';
import { reference } from '../reference.js';
import { json } from '../service.js';
import { caseGateway, expectRefused } from './case-gateway.js';

const resource = (path: string, format: string, scan = 'true') => `
  - { store: crm, resource: GET ${path}, format: ${format}, headers: { x-debug: system.operations }, fields: { id: user.unique_id, said: { category: user.content, scan: ${scan} } } }`;
const gateway = caseGateway(
  reference({
    purposes: '  help: { basis: contract }\n  audit: { basis: contract }',
    principals: `  helper: { recipient: house, purposes: [help], auth: ${keyOf('helper')} }\n  auditor: { recipient: house, purposes: [audit], auth: ${keyOf('auditor')} }`,
    data: `${resource('/v1/said', 'json')}${resource('/v1/rows', 'csv')}${resource('/v1/form', 'form')}${resource('/v1/lines', 'ndjson', 'whole')}${resource('/v1/events', 'sse', 'whole')}
  - { store: crm, resource: "PUT /v1/said/{id}", fields: { id: user.unique_id, said: { category: user.content, scan: true } } }
  - { store: crm, resource: GET /v1/found, query: [{ name: q, field: said }], fields: { id: user.unique_id, said: { category: user.content, scan: true } } }`,
    rules: `
  - { name: help, purpose: help, fields: { system: pass, user.unique_id: pass, user.contact: pass, user.content: pass }, write: [user.content] }
  - { name: audit, purpose: audit, fields: { system: pass, user: pass } }`,
  }),
);
const ask = (path: string, who = 'helper') => gateway.it.ask(who, { path: `/crm/v1/${path}` });
const respond = (body: string, type = 'application/json', ...more: string[]) => {
  gateway.it.service.script = () => json(body, [`Content-Type: ${type}`, ...more]);
};

const telling = [
  'jane@example.com',
  'jane\\u0040example.com',
  '+49 171 1234567',
  '4111 1111 1111 1111',
  '078-05-1120',
  '2001:db8::1',
  'amFuZUBleGFtcGxlLmNvbQ==',
  '{\\"mail\\": \\"jane@example.com\\"}',
  'eyJtYWlsIjoiamFuZUBleGFtcGxlLmNvbSJ9',
];

test.each(telling)('what tells of somebody comes out of no text that is looked through: %s', async (text) => {
  respond(`{"id": 1, "said": "${text}"}`);
  expect((await ask('said')).body.toString()).toMatch(/^\{"id": 1, "said": "\[[a-z]+\]"\}$/);
  respond(`{"id": 1, "said": "${text}"}`);
  expect((await ask('said', 'auditor')).body.toString()).toBe(`{"id": 1, "said": "${text}"}`);
});

test('a text in which nothing is found stays as it came', async () => {
  for (const text of ['rang twice, 2024-05-17 10:30', 'Zo\\u00eb', 'a\\/b \\ud83d\\ude00', '{\\"a\\": 1}', '']) {
    respond(`{"id": 1, "said": "${text}"}`);
    expect(JSON.parse((await ask('said')).body.toString())).toEqual(JSON.parse(`{"id": 1, "said": "${text}"}`));
  }
});

test('in every format', async () => {
  respond('id,said\r\n1,"ask jane@example.com, today"\r\n', 'text/csv');
  expect((await ask('rows')).body.toString()).toBe('id,said\r\n1,"ask [email], today"\r\n');
  respond('id=1&said=ask+jane%40example.com', 'application/x-www-form-urlencoded');
  expect(new URLSearchParams((await ask('form')).body.toString()).get('said')).toBe('ask [email]');
  respond('{"id": 1, "said": "jane@example.com"}\n', 'application/x-ndjson');
  expect((await ask('lines')).body.toString()).toBe('{"id": 1, "said": "[email]"}\n');
  respond(
    'data: {"id": 1, "said": "jane@exa\ndata: mple.com"}\n\ndata: {"id": 2, "said": "a@b.cc"}\n\n',
    'text/event-stream',
  );
  const events = (await ask('events')).body.toString();
  expect(events).not.toMatch(/jane|a@b/);
  respond('data: {"id": 2,\ndata:  "said": "a@b.cc"}\n\n', 'text/event-stream');
  expect((await ask('events')).body.toString()).toContain('[email]');
});

test('a header under a category that tells of nobody does not name somebody', async () => {
  respond('{"id": 1}', 'application/json', 'X-Debug: user=jane@example.com');
  expect((await ask('said')).bytes.toString()).not.toContain('jane');
  respond('{"id": 1}', 'application/json', 'X-Debug: took 1715940000');
  expect((await ask('said')).headers).toContainEqual(['x-debug', 'took 1715940000']);
});

test('records are not found by what is looked through, but by who sees all of it', async () => {
  respond('{"id": 1}');
  expectRefused(await ask('found?q=jane'), 403, 'refused');
  expect((await ask('found?q=jane', 'auditor')).status).toBe(200);
});

test('a text is written as it is, but for a label that could stand for something', async () => {
  const put = (said: unknown) =>
    gateway.it.ask('helper', {
      method: 'PUT',
      path: '/crm/v1/said/1',
      body: JSON.stringify({ said }),
      headers: ['Content-Type: application/json'],
    });
  respond('{"id": 1, "said": "ask joe@example.com"}');
  for (const said of ['rang twice', 'ask jane@example.com', null, 7]) {
    const answer = await put(said);
    expect(answer.body.toString()).toBe('{"id": 1, "said": "ask [email]"}');
    expect(gateway.it.service.requests.at(-1)).toContain(JSON.stringify(said));
  }
  gateway.it.service.requests.length = 0;
  for (const said of ['ask [email]', '[document]', ['call [phone]']]) expectRefused(await put(said), 403);
  expect(gateway.it.service.requests).toEqual([]);
});
