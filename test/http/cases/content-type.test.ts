import { expect, test } from 'vitest';
import { chunked, json } from '../service.js';
import { caseGateway, contactsPath, expectRefused, idsOf, marker } from './case-gateway.js';

const gateway = caseGateway();
const list = `{"items": [{"id": 1, "ssn": "${marker}-0001", "note": "${marker}"}]}`;
const ask = () => gateway.it.ask('clerk', { path: contactsPath });

test.each([
  ['text/plain', ['Content-Type: text/plain']],
  ['application/octet-stream', ['Content-Type: application/octet-stream']],
  ['none', []],
])('JSON under %s is read as the declared format, never passed on', async (_, headers) => {
  gateway.it.service.script = () => json(list, headers);
  const answer = await ask();
  expect(answer.status).toBe(200);
  expect(answer.headers).toContainEqual(['content-type', 'application/json']);
  expect(answer.body.toString()).toBe('{"items": [{"id": 1, "ssn": "************0001"}]}');
});

test('HTML under a JSON route is refused, whatever its header says', async () => {
  const page = `<script type="application/json">{"ssn": "${marker}"}</script><script>window.__DATA__={"a":"${marker}"}</script>`;
  for (const type of ['text/html', 'application/json']) {
    gateway.it.service.script = () => json(page, [`Content-Type: ${type}`]);
    expectRefused(await ask(), 502, 'upstream_malformed');
  }
});

test.each([
  'application/vnd.x+json',
  'application/json; charset=utf-8; x=y',
  'APPLICATION/JSON',
  'application/problem+json',
  'application/geo+json',
])('%s is JSON', async (type) => {
  gateway.it.service.script = () => json(list, [`Content-Type: ${type}`]);
  const answer = await ask();
  expect(answer.status).toBe(200);
  expect(idsOf(answer)).toEqual([1]);
  expect(answer.bytes.toString()).not.toContain(marker);
});

test.each([
  'application/json-seq',
  'application/x-ndjson',
  'text/event-stream',
  'text/csv',
  'application/xml',
  'application/pdf',
  'application/grpc',
  'multipart/mixed; boundary=x',
  'application/javascript',
])('an answer that says it is %s is not taken for JSON', async (type) => {
  gateway.it.service.script = () => json(list, [`Content-Type: ${type}`]);
  expectRefused(await ask(), 502, 'upstream_malformed');
});

test('two content types are refused', async () => {
  gateway.it.service.script = () => json(list, ['Content-Type: application/json', 'Content-Type: text/html']);
  expectRefused(await ask(), 502, 'upstream_malformed');
});

test.each([
  'application/json, text/html',
  'application/json garbage',
  'application/json; charset=utf-8; charset=utf-16',
  'json',
  ';',
])('the content type `%s` is refused', async (type) => {
  gateway.it.service.script = () => json(list, [`Content-Type: ${type}`]);
  expectRefused(await ask(), 502, 'upstream_malformed');
});

test.each(['utf-16le', 'utf-32', 'utf-7', 'shift_jis', 'iso-2022-jp', 'latin1'])(
  'charset %s is refused',
  async (charset) => {
    gateway.it.service.script = () => json(list, [`Content-Type: application/json; charset=${charset}`]);
    expectRefused(await ask(), 502, 'upstream_malformed');
  },
);

test('bytes that are no UTF-8, UTF-16, and a byte order mark are refused', async () => {
  const bodies = [
    Buffer.from(list, 'utf16le'),
    Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(list)]),
    Buffer.from(`{"items": [{"id": 1, "name": "\xff${marker}"}]}`, 'latin1'),
    Buffer.from([...Buffer.from('{"items": [{"id": 1, "name": "'), 0xed, 0xa0, 0x80, ...Buffer.from('"}]}')]),
  ];
  for (const body of bodies) {
    gateway.it.service.script = () => json(body);
    expectRefused(await ask(), 502, 'upstream_malformed');
  }
});

test('multipart, also chunked, is refused as a whole', async () => {
  const body = `--x\r\nContent-Type: application/json\r\n\r\n${list}\r\n--x--\r\n`;
  gateway.it.service.script = () => chunked([body], ['Content-Type: multipart/mixed; boundary=x']);
  expectRefused(await ask(), 502, 'upstream_malformed');
});

test.each([`)]}',\n${list}`, `callback(${list})`, `/**/ ${list}`, `while(1);${list}`])(
  'a prefix before the document is refused: %j',
  async (body) => {
    gateway.it.service.script = () => json(body);
    expectRefused(await ask(), 502, 'upstream_malformed');
  },
);
