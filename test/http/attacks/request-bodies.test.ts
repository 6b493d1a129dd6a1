import { expect, test } from 'vitest';
import { caseGateway, contactsPath, expectRefused } from '../cases/case-gateway.js';
import { exchangeRaw } from '../raw-client.js';
import { json } from '../service.js';

/** Bodies that two readers could read in two ways, or that try to write what `write` does not name. */
const gateway = caseGateway();
const head = ['Host: a', 'Connection: close', 'Authorization: Bearer clerk-key'];
const post = (body: string | Buffer, type = 'application/json') =>
  gateway.it.ask('clerk', { method: 'POST', path: contactsPath, body, headers: [`Content-Type: ${type}`] });

const ssn = '{"email": "a@b.example", "ssn": "078-05-1120"}';
const big16 = Buffer.from(ssn, 'utf16le').swap16();
const utf32 = Buffer.from([...ssn].flatMap((letter) => [letter.charCodeAt(0), 0, 0, 0]));

test.each<readonly [string, string | Buffer]>([
  ['a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('{"email": "a"}')])],
  ['UTF-16', Buffer.from(ssn, 'utf16le')],
  ['UTF-16 with the large end first', big16],
  ['UTF-32', utf32],
  ['a broken character', Buffer.from('{"email": "\xff"}', 'latin1')],
  ['a surrogate in UTF-8', Buffer.from([...Buffer.from('{"email": "'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')])],
  ['a comment', '{"email": "a" /* , "ssn": "1" */}'],
  ['a line that begins with a comment', '// {"ssn": 1}\n{"email": "a"}'],
  ['quotes of another kind', "{'email': 'a'}"],
  ['a name without quotes', '{email: "a"}'],
  ['NaN', '{"email": NaN}'],
  ['a number with a zero before it', '{"email": 01}'],
  ['a comma at the end', '{"email": "a",}'],
  ['a control character', '{"email": "a\u0000"}'],
  ['an escape that JSON lacks', '{"email": "\\x61"}'],
  ['two documents', '{"email": "a"}{"ssn": "1"}'],
  ['two documents on lines', '{"email": "a"}\n{"ssn": "1"}'],
  ['a record separator', '\x1e{"email": "a"}\n'],
  ['a member twice', '{"address": {"city": "a"}, "address": {"city": "b"}}'],
  ['a member twice in two spellings', '{"address": {"city": "a", "c\\u0069ty": "b"}}'],
  ['deep arrays', `{"email": ${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
  ['an endless number', `{"email": ${'9'.repeat(10_000)}}`],
  ['an endless name', `{"${'n'.repeat(10_000)}": 1}`],
])('a body with %s is refused, and nothing of it is sent', async (_, body) => {
  expectRefused(await post(body), 422, 'unusable_body');
  expect(gateway.it.service.requests).toEqual([]);
});

test.each([
  ['another case', '{"EMAIL": "a"}'],
  ['white space', '{"email ": "a"}'],
  ['letters that look alike', '{"еmail": "a"}'],
  ['a combining mark', '{"e\u0301mail": "a"}'],
  ['a dot for a level', '{"address.city": "a"}'],
  ['a path for a name', '{"address[city]": "a"}'],
  ['the prototype', '{"__proto__": {"email": "a"}}'],
  ['the constructor', '{"constructor": {"prototype": {"email": "a"}}}'],
  ['an array where an object is', '{"address": [{"city": "a", "street": "b"}]}'],
  ['an object where a text is, with a field that may not be written beside it', '{"email": {"a": 1}, "ssn": "1"}'],
  ['an operator of a database', '{"$set": {"ssn": "1"}}'],
  ['a patch of operations', '[{"op": "replace", "path": "/ssn", "value": "1"}]'],
  ['a merge that deletes', '{"ssn": null}'],
  ['an envelope', '{"items": [{"email": "a"}]}'],
  ['a scalar', '"a"'],
  ['null', 'null'],
])('a body with %s holds what nobody declared, or what may not be written', async (_, body) => {
  expectRefused(await post(body), 403, 'refused');
  expect(gateway.it.service.requests).toEqual([]);
});

test('a patch under its own media type is read as what it is: a document of fields', async () => {
  expectRefused(await post('[{"op": "test", "path": "/ssn", "value": "1"}]', 'application/json-patch+json'), 403);
  gateway.it.service.script = () => json('{"id": 9}');
  expect((await post('{"email": "a"}', 'application/merge-patch+json')).status).toBe(200);
  expect(gateway.it.service.requests.at(-1)).toContain('content-type: application/json\r\n');
});

test('a body in chunks goes out in one piece; extensions and trailers of it do not', async () => {
  gateway.it.service.script = () => json('{"id": 9}');
  const request = (trailer: string) =>
    `POST ${contactsPath} HTTP/1.1\r\n${head.join('\r\n')}\r\nContent-Type: application/json\r\nTrailer: X-SSN\r\nTransfer-Encoding: chunked\r\n\r\n7;x=1\r\n{"email\r\n8\r\n": "a"}\n\r\n0\r\n${trailer}\r\n\r\n`;
  expectRefused(await exchangeRaw(gateway.it.port, request('Content-Length: 3')), 400);
  expect(gateway.it.service.requests).toEqual([]);
  expect((await exchangeRaw(gateway.it.port, request('X-SSN: 078\r\nHost: evil.example'))).status).toBe(200);
  const sent = gateway.it.service.requests.at(-1) ?? '';
  expect(sent.split('\r\n\r\n')[1]).toBe('{"email": "a"}\n');
  expect(sent).toMatch(/content-length: 15\r\n/);
  expect(sent).not.toMatch(/chunked|trailer|x-ssn|evil|x=1/i);
});

test('a body that breaks off is none, and nothing of it is sent', async () => {
  const { createConnection } = await import('node:net');
  await new Promise<void>((resolve) => {
    const socket = createConnection(gateway.it.port, '127.0.0.1', () => {
      socket.write(
        `POST ${contactsPath} HTTP/1.1\r\n${head.join('\r\n')}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"email": "a"}`,
      );
      setTimeout(() => socket.end(), 100);
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.resume();
  });
  expect(gateway.it.service.requests).toEqual([]);
});
