import zlib from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../../oracle/random.js';
import { type HttpGateway, openHttpGateway } from '../http-gateway.js';
import { reference } from '../reference.js';
import { chunked } from '../service.js';

const ROUNDS = Number(process.env.MARKER_ROUNDS ?? 400);
const SEED = Number(process.env.MARKER_SEED ?? 1_126);
const marker = 'zQ7marker9Kx';

/** Spellings in which a marker could come out. */
const spellings: readonly string[] = [
  marker,
  marker.toUpperCase(),
  [...marker].reverse().join(''),
  Buffer.from(marker).toString('hex'),
  // Whatever stands before it, one of the three alignments holds the middle.
  ...[0, 1, 2].map((shift) =>
    Buffer.from(`${'x'.repeat(shift)}${marker}`)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, 14),
  ),
  [...marker].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join(''),
  [...marker].map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`).join(''),
  [...marker].join('\0'),
];

let gateway: HttpGateway;
beforeAll(async () => {
  gateway = await openHttpGateway(
    reference({
      data: `
  - { store: crm, resource: GET /v1/lines, format: ndjson, fields: { id: user.unique_id, ssn: user.government_id, nested: { category: user.content, decode: json }, nested.id: user.unique_id } }
  - { store: crm, resource: GET /v1/events, format: sse, fields: { id: user.unique_id, ssn: user.government_id } }
  - { store: crm, resource: GET /v1/rows, format: csv, fields: { id: user.unique_id, ssn: user.government_id } }
  - { store: crm, resource: GET /v1/pages, records: "$.items[*]", query: [page, { name: q, field: email }, { name: of, field: id }], envelope: { next: { category: system.operations, link: true } }, fields: { id: user.unique_id, email: user.contact.email, url: { category: system.operations, link: true } } }
  - { store: crm, resource: GET /v1/keyed, fields: { $: { category: user.content, keys: true }, "*.id": user.unique_id } }`,
    }),
  );
});
afterAll(() => gateway?.close());

/** The marker, written in one of the ways in which a store could write it. */
function spelled(random: Random): string {
  const escaped = () =>
    [...marker].map((letter) => (random.chance(0.5) ? `\\u00${letter.charCodeAt(0).toString(16)}` : letter)).join('');
  return random.pick([
    () => marker,
    escaped,
    () => Buffer.from(marker).toString('base64'),
    () => encodeURIComponent(marker),
    () => `${marker}@example.com`,
    () => `x ${marker} y`,
  ])();
}

/** A value that holds the marker somewhere. */
function planted(random: Random, depth = 0): string {
  const text = JSON.stringify(spelled(random)).replaceAll('\\\\u', '\\u');
  if (depth > 2) return text;
  return random.pick([
    () => text,
    () => `[${planted(random, depth + 1)}, 1]`,
    () => `{${text}: ${planted(random, depth + 1)}}`,
    () => `{"id": ${planted(random, depth + 1)}}`,
    () => JSON.stringify(`{"ssn": "${marker}"}`),
  ])();
}

/** Members that `research` may not see, or sees under masks that keep nothing of the marker. */
const hidden = [
  'name',
  'email',
  'ssn',
  'note',
  'unknown',
  'SSN',
  'ѕsn',
  '__proto__',
  'constructor',
  '$ref',
  'address.city',
  '',
];

function record(random: Random): string {
  const members = [`"id": ${random.integer(1, 99)}`];
  for (const name of hidden) if (random.chance(0.3)) members.push(`${JSON.stringify(name)}: ${planted(random)}`);
  if (random.chance(0.3)) members.push(`"address": {"street": ${planted(random)}, "geo": [${planted(random)}]}`);
  if (random.chance(0.3)) members.push(`${JSON.stringify(spelled(random))}: 1`);
  return `{${random.shuffled(members).join(random.pick([',', ' , ', ',\n']))}}`;
}

/** An address that holds the marker where it tells of somebody, or leads elsewhere. */
function link(random: Random): string {
  const host = random.pick(['', `http://127.0.0.1:${gateway.service.port}`, `http://${marker}.example`, `//${marker}`]);
  const path = random.pick(['/v1/pages', '/v1/contacts/7', `/v1/contacts/${spelled(random)}`, `/${marker}`]);
  const query = random.pick([
    '',
    '?page=2',
    `?q=${encodeURIComponent(spelled(random))}`,
    `?page=2&of=${spelled(random)}`,
    `?page=1&${marker}=2`,
    `#${marker}`,
  ]);
  return random.chance(0.2) ? planted(random) : JSON.stringify(host + path + query);
}

interface Planted {
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

function document(random: Random): Planted {
  const records = Array.from(
    {
      length: random.weighted([
        [9, random.integer(0, 4)],
        [1, 3_000],
      ]),
    },
    () => record(random),
  );
  return random.pick<() => Planted>([
    () => ({
      path: '/v1/contacts',
      type: 'application/json',
      body: `{"items": [${records.join()}], "next": 1, ${JSON.stringify(spelled(random))}: ${planted(random)}, "debug": ${planted(random)}}`,
    }),
    () => ({
      path: '/v1/pages',
      type: 'application/json',
      body: `{"items": [{"id": 7, "url": ${link(random)}}], "next": ${link(random)}, "prev": ${link(random)}}`,
    }),
    () => ({ path: '/v1/contacts/7', type: 'application/json', body: records[0] ?? planted(random) }),
    () => ({ path: '/v1/keyed', type: 'application/json', body: `{${JSON.stringify(marker)}: ${records[0] ?? '{}'}}` }),
    () => ({
      path: '/v1/lines',
      type: 'application/x-ndjson',
      body: records.map((text) => text.replaceAll('\n', '')).join('\n'),
    }),
    () => ({
      path: '/v1/events',
      type: 'text/event-stream',
      body: records
        .map(
          (text) =>
            `: ${marker}\nid: ${marker}\nevent: ${random.pick(['', marker])}\ndata: ${text.replaceAll('\n', '')}\n\n`,
        )
        .join(''),
    }),
    () => ({
      path: '/v1/rows',
      type: 'text/csv',
      body: `id,ssn,${random.pick(['note', marker])}\n1,${marker},"${marker}\n,"\n`,
    }),
  ])();
}

/** Sometimes broken, cut, coded, or under another status: the marker must not come out of that either. */
function answer(random: Random, { type, body }: Planted): Buffer {
  let bytes = Buffer.from(
    random.chance(0.15)
      ? body.slice(0, random.integer(0, body.length)) + random.pick(['', marker, '}', `"${marker}`])
      : body,
  );
  const headers = [
    `Content-Type: ${random.weighted([
      [12, type],
      [1, 'text/html'],
      [1, `text/plain; x="${marker}"`],
      [1, `application/json; ${marker}`],
    ])}`,
  ];
  const coding = random.weighted([
    [6, ''],
    [1, 'gzip'],
    [1, 'deflate'],
    [1, 'br'],
    [1, `x-${marker}`],
  ]);
  if (coding === 'gzip') bytes = zlib.gzipSync(bytes);
  if (coding === 'deflate') bytes = random.pick([zlib.deflateSync, zlib.deflateRawSync])(bytes);
  if (coding === 'br') bytes = zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } });
  if (coding !== '') headers.push(`Content-Encoding: ${coding}`);
  for (const name of [
    'X-Debug',
    'Set-Cookie',
    'ETag',
    'Location',
    'Link',
    'Server',
    marker,
    'X-Total-Count',
    'X-Owner',
    'Retry-After',
    'Content-Disposition',
    'Warning',
  ]) {
    // What the data map passes on is for the store to fill.
    if (name !== 'X-Total-Count' && random.chance(0.3)) headers.push(`${name}: ${marker}`);
  }
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = random.weighted([
      [3, bytes.length],
      [2, random.integer(1, 64)],
    ]);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  const tail = random.pick([
    '0\r\n\r\n',
    `0\r\nX-Trailer: ${marker}\r\n\r\n`,
    `0;${marker}=1\r\n\r\n`,
    `${marker}\r\n`,
  ]);
  const status = random.weighted([
    [12, '200 OK'],
    [1, `200 ${marker}`],
    [1, `404 ${marker}`],
    [1, `500 ${marker}`],
    [1, `302 ${marker}`],
    [1, `206 ${marker}`],
  ]);
  const hints = random.chance(0.1) ? `HTTP/1.1 103 ${marker}\r\nLink: <${marker}>\r\n\r\n` : '';
  const sent = chunked(pieces, headers, tail).toString('latin1').replace('200 OK', status);
  return Buffer.from(hints + sent, 'latin1');
}

test(
  'a marker in any value, name, header, trailer, reason or frame comes out in no spelling, whatever the body is',
  async () => {
    const statuses = new Map<number, number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const random = new Random(SEED + round);
      const asked = document(random);
      const bytes = answer(random, asked);
      gateway.service.script = (_, socket) => {
        socket.end(bytes);
        return null;
      };
      const coding = random.pick(['identity', 'gzip', 'br', 'deflate']);
      const got = await gateway.ask('scholar', { path: `/crm${asked.path}`, headers: [`Accept-Encoding: ${coding}`] });
      statuses.set(got.status, (statuses.get(got.status) ?? 0) + 1);
      const shown = [got.bytes.toString('latin1'), decoded(got.body, got.headers)].join('\n');
      for (const spelling of spellings) expect(shown.includes(spelling), `round ${round}: ${spelling}`).toBe(false);
    }
    expect(gateway.log()).not.toContain(marker);
    expect(await gateway.metrics()).not.toContain(marker);
    // Some came through, and some were refused: neither alone would tell anything.
    expect(statuses.get(200)).toBeGreaterThan(ROUNDS / 10);
    expect(statuses.get(502)).toBeGreaterThan(ROUNDS / 20);
  },
  60_000 + ROUNDS * 1_000,
);

function decoded(body: Buffer, headers: readonly (readonly [string, string])[]): string {
  const coding = headers.find(([name]) => name === 'content-encoding')?.[1];
  const options = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
  try {
    if (coding === 'gzip') return zlib.gunzipSync(body, options).toString('latin1');
    if (coding === 'deflate') return zlib.inflateSync(body, options).toString('latin1');
    if (coding === 'br')
      return zlib.brotliDecompressSync(body, { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH }).toString('latin1');
  } catch {
    // Broken off before anything could be read.
  }
  return '';
}

test('with nothing between, the same answers hold the marker', () => {
  const found = Array.from({ length: 50 }, (_, round) => {
    const random = new Random(SEED + round);
    return answer(random, document(random)).toString('latin1');
  }).filter((text) => spellings.some((spelling) => text.includes(spelling)));
  expect(found.length).toBeGreaterThan(25);
});
