import zlib from 'node:zlib';
import { expect, test } from 'vitest';
import { caseGateway, contactsPath, expectRefused, marker } from '../cases/case-gateway.js';
import { reference } from '../reference.js';
import { chunked, json } from '../service.js';

/** How much there is that may not be seen shows in no byte. The clerk sees nobody who lives in Paris. */
const gateway = caseGateway(
  reference({
    data: `
  - { store: crm, resource: GET /v1/counted, records: "$.items[*]", envelope: { total: user.financial, next: system.operations }, fields: { id: user.unique_id, city: user.contact.address.city } }`,
    rules: `
  - { name: about, purpose: fulfilment, fields: { user.financial: { mask: { bucket: 5 } } }, rows: { "crm:GET /v1/counted": "city <> 'Paris'" } }`,
  }),
);
const ask = (headers: readonly string[] = [], method = 'GET') =>
  gateway.it.ask('clerk', { path: contactsPath, headers, method });
const people = (city: string, from: number, count: number) =>
  Array.from(
    { length: count },
    (_, index) => `{"id": ${from + index}, "note": "${marker}${'x'.repeat(200)}", "address": {"city": "${city}"}}`,
  );
const document = (records: readonly string[]) => `{"items": [${records.join(', ')}]}`;
const pieces = (text: string, size: number) =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));
const sent = (bytes: Buffer) => bytes.toString('latin1').replace(/^Date: .*$/im, '');

test.each([
  ['GET', 3, []],
  ['HEAD', 3, []],
  ['GET', 12_000, []],
  ['HEAD', 12_000, []],
  ['GET', 12_000, ['Accept-Encoding: gzip']],
])('%s of %i records is answered in the same bytes, whatever stands between them', async (method, count, headers) => {
  const shown = people('Oslo', 1_000, count);
  const hidden = people('Paris', 900_000, 3_000);
  const stores = [
    json(document(shown)),
    json(document([...hidden, ...shown])),
    chunked(pieces(document([...shown.slice(0, 1), ...hidden, ...shown.slice(1)]), 30_000)),
    chunked(pieces(document([...shown, ...hidden, ...hidden]), 7_001)),
    json(zlib.gzipSync(document([...shown, ...hidden])), ['Content-Type: application/json', 'Content-Encoding: gzip']),
  ];
  const answers = new Set<string>();
  for (const store of stores) {
    gateway.it.service.script = () => store;
    const answer = await ask(headers, method);
    expect(answer.status).toBe(200);
    if (method === 'GET') expect(answer.complete).toBe(true);
    answers.add(sent(answer.bytes));
  }
  expect(answers.size).toBe(1);
  expect([...answers][0]).not.toContain(marker);
});

test('what fails before much of an answer was shown is a refusal, however much was read', async () => {
  gateway.it.service.script = () => json(`${document(people('Paris', 1, 3_000))}, `);
  expectRefused(await ask(), 502, 'upstream_malformed');
});

test.each([
  ['gzip', (body: Buffer) => zlib.gzipSync(body)],
  ['gzip, gzip', (body: Buffer) => zlib.gzipSync(zlib.gzipSync(body))],
  [
    'br, gzip',
    (body: Buffer) =>
      zlib.gzipSync(zlib.brotliCompressSync(body, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } })),
  ],
])('a bomb is a bomb in one layer and in two: %s', async (coding, compress) => {
  const bomb = compress(Buffer.from(`{"items": [${' '.repeat(40_000_000)}]}`));
  for (const store of [
    json(bomb, ['Content-Type: application/json', `Content-Encoding: ${coding}`]),
    chunked([bomb.subarray(0, 1), bomb.subarray(1)], ['Content-Type: application/json', `Content-Encoding: ${coding}`]),
  ]) {
    gateway.it.service.script = () => store;
    expectRefused(await ask(), 502, 'upstream_too_large');
  }
});

test('what grows a hundredfold is no bomb, and is decoded bit by bit', async () => {
  const body = document(people('Oslo', 1, 12_000));
  const compressed = zlib.deflateSync(body);
  expect(compressed.length).toBeLessThan(256 * 1024);
  expect(body.length).toBeGreaterThan(2_000_000);
  gateway.it.service.script = () => json(compressed, ['Content-Type: application/json', 'Content-Encoding: deflate']);
  expect(JSON.parse((await ask()).body.toString()).items).toHaveLength(12_000);
});

test.each([zlib.deflateSync, zlib.deflateRawSync])(
  'a long body is decoded wherever its first bytes are parted',
  async (deflate) => {
    const records = Array.from({ length: 20_000 }, (_, id) => `{"id": ${id}, "name": "${id * 7_919}"}`);
    const compressed = deflate(document(records), { level: 0 });
    expect(compressed.length).toBeGreaterThan(256 * 1024);
    gateway.it.service.script = () =>
      chunked(
        [compressed.subarray(0, 1), compressed.subarray(1)],
        ['Content-Type: application/json', 'Content-Encoding: deflate'],
      );
    const answer = await ask();
    expect(answer.body.toString()).toBe(document(records));
  },
);

test('about how many records there are is not told either, where some may not be seen', async () => {
  const bodies = new Set<string>();
  for (const total of ['3', '9', '"9"']) {
    gateway.it.service.script = () => json(`{"items": [], "total": ${total}, "next": "c"}`);
    bodies.add((await gateway.it.ask('clerk', { path: '/crm/v1/counted' })).body.toString());
  }
  expect([...bodies]).toEqual(['{"items": [], "next": "c"}']);
});
