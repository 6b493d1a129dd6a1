import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { requestBytes } from '../http-gateway.js';
import { reference } from '../reference.js';
import { chunked, json } from '../service.js';
import { caseGateway, expectRefused, marker } from './case-gateway.js';

const fields = '{ id: user.unique_id, name: user.name, ssn: user.government_id, city: user.contact.address.city }';
const resource = (path: string, format: string, more = '') => `
  - { store: crm, resource: GET ${path}, format: ${format}, fields: ${fields}${more} }`;
const gateway = caseGateway(
  reference({
    data: `${resource('/v1/lines', 'ndjson')}${resource('/v1/seq', 'json-seq')}${resource('/v1/rows', 'csv')}${resource('/v1/events', 'sse', ", events: [contact], literals: ['[DONE]']")}`,
    rules:
      '  - { name: no Romans, purpose: fulfilment, rows: { "crm:GET /v1/lines": "city <> \'Rome\' or city is null", "crm:GET /v1/rows": "city <> \'Rome\'" } }',
  }),
);
const ask = (path: string) => gateway.it.ask('clerk', { path: `/crm/v1/${path}` });
const respond = (body: string, type: string) => {
  gateway.it.service.script = () => json(body, [`Content-Type: ${type}`]);
};
const record = (id: number, more = '') => `{"id": ${id}, "ssn": "${marker}-000${id}", "note": "${marker}"${more}}`;
const shown = (id: number) => `{"id": ${id}, "ssn": "************000${id}"}`;

test.each(['application/x-ndjson', 'application/jsonl', 'text/plain'])(
  'lines of JSON are treated one by one, whatever ends them: %s',
  async (type) => {
    respond(`${record(1)}\r\n\n${record(2, ', "city": "Rome"')}\n${record(3)}`, type);
    const answer = await ask('lines');
    expect(answer.headers).toContainEqual(['content-type', 'application/x-ndjson']);
    expect(answer.body.toString().split(/\r?\n/).filter(Boolean)).toEqual([shown(1), shown(3)]);
  },
);

test('one bad line ends the stream, and nothing of it or behind it is passed on', async () => {
  respond(`${record(1)}\n{"id": 2, "ssn": "${marker}\n${record(3)}\n`, 'application/x-ndjson');
  const answer = await ask('lines');
  expect(answer.bytes.toString()).not.toContain(marker);
  if (answer.status === 200) expect(answer.complete).toBe(false);
  else expectRefused(answer, 502);
});

test('a body of lines without a length or chunks is refused: nobody could tell that it broke off', async () => {
  gateway.it.service.script = (_, socket) => {
    socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n\r\n${record(1)}\n`);
    return null;
  };
  expectRefused(await ask('lines'), 502, 'upstream_malformed');
});

test('JSON sequences are treated text by text', async () => {
  respond(`\x1e${record(1)}\n\x1e${record(2)}\n`, 'application/json-seq');
  const answer = await ask('seq');
  expect(answer.body.toString()).toBe(`\x1e${shown(1)}\n\x1e${shown(2)}\n`);
});

test('events are treated by their joined data; names, ids, comments and what is unfinished do not pass', async () => {
  const data = record(1);
  const body = [
    `: ${marker}`,
    `id: ${marker}`,
    'retry: 10',
    `data: ${data.slice(0, 9)}`,
    `data: ${data.slice(9)}`,
    '',
    `event: ${marker}`,
    `data: ${record(2)}`,
    '',
    'event: contact',
    `x-field: ${marker}`,
    `data:${record(3)}`,
    '',
    'data: [DONE]',
    '',
    `data: ${record(4)}`,
  ];
  for (const end of ['\n', '\r\n', '\r']) {
    gateway.it.service.script = () => chunked([body.join(end)], ['Content-Type: text/event-stream']);
    const answer = await ask('events');
    expect(answer.complete).toBe(true);
    const text = answer.body.toString();
    expect(text).not.toContain(marker);
    expect([...text.matchAll(/^data: ?(.*?)\r?$/gm)].map(([, sent]) => sent?.replace(/ {2}/, ' '))).toEqual([
      shown(1),
      shown(3),
      '[DONE]',
    ]);
    expect(text).toContain('event: contact');
    expect(text).not.toContain('0004');
  }
});

test('an event is sent when it came, not when the stream ends', async () => {
  let finish = () => {};
  gateway.it.service.script = (_, socket) => {
    const event = `data: ${record(1)}\n\n`;
    socket.write(
      `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n${event.length.toString(16)}\r\n${event}\r\n`,
    );
    finish = () => socket.write('0\r\n\r\n');
    return null;
  };
  const text = await new Promise<string>((resolve, reject) => {
    let received = '';
    const socket = connect(gateway.it.port, '127.0.0.1', () =>
      socket.write(requestBytes('clerk', { path: '/crm/v1/events' })),
    );
    const timer = setTimeout(() => reject(new Error('the event did not come')), 15_000);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (received.includes('0001')) finish();
    });
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(received);
    });
  });
  expect(text).toContain(shown(1));
  expect(text.endsWith('0\r\n\r\n')).toBe(true);
});

test('a text that comes in pieces is passed, masked or left out in each of them by itself', async () => {
  const pieces = ['078-05', '-1120 is', ` ${marker}`, '', ' of Jane'];
  const events = pieces.map(
    (piece) =>
      `data: {"name": ${JSON.stringify(piece)}, "ssn": ${JSON.stringify(piece)}, "delta": ${JSON.stringify(piece)}}\n\n`,
  );
  for (const cut of [events, [events.join('')], [...events.join('')]]) {
    gateway.it.service.script = () => chunked(cut, ['Content-Type: text/event-stream']);
    const clerk = await gateway.it.ask('clerk', { path: '/crm/v1/events' });
    const names = [...clerk.body.toString().matchAll(/"name": "([^"]*)"/g)].map(([, name]) => name);
    expect(names).toEqual(pieces);
    expect(clerk.body.toString()).not.toContain('delta');
    const scholar = await gateway.it.ask('scholar', { path: '/crm/v1/events' });
    expect(scholar.complete).toBe(true);
    expect(scholar.bytes.toString()).not.toContain(marker);
    expect(scholar.bytes.toString()).not.toMatch(/078|1120|Jane/);
  }
});

test('CSV is masked by its header; quotes, line ends in cells and a byte order mark change nothing', async () => {
  respond(
    `\ufeffid,"ssn",note,city,name\r\n1,${marker}-0001,"${marker},\r\n${marker}",Oslo,"A ""x"""\r\n2,${marker}-0002,,Rome,B\r\n3,${marker}-0003,=cmd|${marker},Bern,C`,
    'text/csv',
  );
  const answer = await ask('rows');
  expect(answer.headers).toContainEqual(['content-type', 'text/csv; charset=utf-8']);
  expect(answer.body.toString().trimEnd().split('\r\n')).toEqual([
    'id,"ssn",city,name',
    '1,************0001,Oslo,"A ""x"""',
    '3,************0003,Bern,C',
  ]);
});

test.each([
  ['a name that is there twice', 'id,ssn,ssn,city,name\n1,a,b,c,d\n'],
  ['no header', `1,${marker},x,y\n`],
  ['a column that is missing', 'id,city,name\n1,a,b\n'],
  ['another delimiter', `id;ssn;city;name\n1;${marker};x;y\n`],
  ['a row that is too long', `id,ssn,city,name\n1,2,3,4,${marker}\n`],
  ['an open quote', `id,ssn,city,name\n1,"${marker},3,4\n`],
])('CSV with %s is refused', async (_, body) => {
  respond(body, 'text/csv');
  expectRefused(await ask('rows'), 502, 'upstream_malformed');
});

test.each([
  'application/xml',
  'application/soap+xml',
  'text/xml',
  'application/pdf',
  'application/zip',
  'image/png',
  'application/x-protobuf',
  'application/msgpack',
  'application/cbor',
  'application/grpc',
  'application/grpc-web+proto',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
])('a format that is not read is refused: %s', async (type) => {
  for (const path of ['contacts', 'lines', 'rows', 'events']) {
    respond(
      `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "${marker}">]><a ssn="&#x31;${marker}">&x;<![CDATA[${marker}]]></a>`,
      type,
    );
    expectRefused(await ask(path), 502, 'upstream_malformed');
  }
});

test('links and echoes of the query are undeclared members like any other', async () => {
  respond(
    `{"items": [], "meta": {"query": "${marker}"}, "_links": {"self": {"href": "/v1/contacts?q=${marker}"}}, "_embedded": {"x": "${marker}"}, "errors": [{"message": "${marker}"}]}`,
    'application/json',
  );
  expect((await ask('contacts')).body.toString()).toBe('{"items": []}');
});
