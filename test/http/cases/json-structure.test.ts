import { expect, test } from 'vitest';
import { reference } from '../reference.js';
import { json } from '../service.js';
import { caseGateway, contactsPath, expectRefused, marker } from './case-gateway.js';

const gateway = caseGateway(
  reference({
    data: `
  - store: crm
    resource: GET /v1/scalar
    fields: { $: user.government_id }
  - store: crm
    resource: GET /v1/list
    records: "$[*]"
    fields: { id: user.unique_id, ssn: user.government_id }
  - store: crm
    resource: GET /v1/folded
    match: ci
    fields: { id: user.unique_id, ssn: user.government_id }
  - store: crm
    resource: GET /v1/by-email
    fields:
      $: { category: user.contact.email, keys: true }
      "*.id": user.unique_id
      "*.ssn": user.government_id
  - store: crm
    resource: GET /v1/nested
    fields:
      id: user.unique_id
      payload: { category: user.content, decode: json }
      payload.ssn: user.government_id
      payload.id: user.unique_id
      sealed: { category: user.content, decode: base64+json }
      sealed.ssn: user.government_id
`,
  }),
);
const ask = (path: string, principal = 'clerk') => gateway.it.ask(principal, { path: `/crm${path}` });
const answer = async (path: string, body: string, principal = 'clerk') => {
  gateway.it.service.script = () => json(body);
  return ask(path, principal);
};
const item = (record: string) => `{"items": [${record}]}`;

test('a member that is there twice is refused', async () => {
  expectRefused(
    await answer('/v1/contacts', item(`{"id": 1, "ssn": "x", "ssn": "${marker}"}`)),
    502,
    'upstream_malformed',
  );
  expectRefused(
    await answer('/v1/contacts', item(`{"id": 1, "ssn": "x", "\\u0073sn": "${marker}"}`)),
    502,
    'upstream_malformed',
  );
});

test('escaped names are compared unescaped; other forms of a name are other names, and are left out', async () => {
  const escaped = await answer('/v1/contacts', item(`{"id": 1, "\\u0073s\\u006e": "${marker}-0001"}`));
  expect(escaped.body.toString()).toBe('{"items": [{"id": 1, "\\u0073s\\u006e": "************0001"}]}');
  const other = await answer(
    '/v1/contacts',
    item(`{"id": 1, "sѕn": "${marker}", "SSN": "${marker}", "Ssn": "${marker}", "ssn ": "${marker}"}`),
  );
  expect(other.body.toString()).toBe('{"items": [{"id": 1}]}');
});

test('`match: ci` takes names in capitals for the same', async () => {
  const folded = await answer('/v1/folded', `{"ID": 1, "SSN": "${marker}-0001", "Note": "${marker}"}`);
  expect(folded.body.toString()).toBe('{"ID": 1, "SSN": "************0001"}');
  const both = await answer('/v1/folded', `{"ssn": "${marker}-0001", "SSN": "${marker}-0002"}`);
  expect(both.body.toString()).toBe('{"ssn": "************0001", "SSN": "************0002"}');
});

test('`__proto__` and `constructor` are names like any other', async () => {
  const body = item(`{"__proto__": {"ssn": "${marker}"}, "constructor": "${marker}", "id": 1}`);
  expect(JSON.parse((await answer('/v1/contacts', body)).body.toString())).toEqual({ items: [{ id: 1 }] });
});

test('numbers that pass come through as they were written', async () => {
  for (const number of ['9007199254740993', '1.0', '1e400', '10000000000000000999', '-0', '1E+2']) {
    const body = item(`{"id": ${number}}`);
    expect((await answer('/v1/contacts', body)).body.toString()).toBe(body);
  }
});

test('what is masked is masked whatever its type is', async () => {
  const cases = [
    ['78051120', 'null'],
    ['true', 'null'],
    ['null', 'null'],
    [`["${marker}-0001", ["${marker}-0002"]]`, '["************0001", ["************0002"]]'],
  ];
  for (const [value, masked] of cases) {
    expect((await answer('/v1/contacts', item(`{"ssn": ${value}}`))).body.toString(), value).toBe(
      item(`{"ssn": ${masked}}`),
    );
  }
  expect((await answer('/v1/contacts', item(`{"id": 1, "ssn": {"a": "${marker}"}}`))).body.toString()).toBe(
    item('{"id": 1}'),
  );
});

test('a document inside a text is read when it is declared, and the text is left out when it is not', async () => {
  const inner = JSON.stringify({ id: 5, ssn: `${marker}-0001`, more: marker });
  const sealed = Buffer.from(JSON.stringify({ ssn: `${marker}-0002` })).toString('base64');
  const body = JSON.stringify({ id: 1, payload: inner, sealed, other: inner });
  const { body: out } = await answer('/v1/nested', body);
  const seen = JSON.parse(out.toString());
  expect(JSON.parse(seen.payload)).toEqual({ id: 5, ssn: '************0001' });
  expect(JSON.parse(Buffer.from(seen.sealed, 'base64').toString())).toEqual({ ssn: '************0002' });
  expect(Object.keys(seen)).toEqual(['id', 'payload', 'sealed']);
  expectRefused(await answer('/v1/nested', JSON.stringify({ payload: `${inner} ${marker}` })), 502);
});

test('deep nesting, long names and long numbers are refused, and nothing overflows', async () => {
  for (const body of [
    '['.repeat(100_000),
    `${'{"a":'.repeat(100_000)}1`,
    `{"${'n'.repeat(100_000)}": 1}`,
    `{"id": ${'9'.repeat(2_000_000)}}`,
  ]) {
    const refused = await answer('/v1/contacts', body);
    expect(refused.status).toBe(502);
    expectRefused(refused, 502);
  }
});

test.each([
  `${item('{"id": 1}')} {"ssn": "${marker}"}`,
  `{"items": [{"id": 1} /* ${marker} */]}`,
  '{"items": [{"id": NaN}]}',
  `{'items': ['${marker}']}`,
  '{"items": [{"id": 01}]}',
  `{"items": [{"id": 1,}]}`,
  `{"items": [{"id": "\u0001${marker}"}]}`,
  `{"items": [{"id": "\\x"}]}`,
  '',
  '{"items": [',
])('what is not JSON is refused: %j', async (body) => {
  expectRefused(await answer('/v1/contacts', body), 502, 'upstream_malformed');
});

test('lone surrogates that are written as escapes are kept as they came', async () => {
  const body = item('{"id": 1, "name": "\\ud800 and \\uDC00"}');
  expect((await answer('/v1/contacts', body)).body.toString()).toBe(body);
});

test('a root that is a scalar or an array obeys its paths as well', async () => {
  expect((await answer('/v1/scalar', `"${marker}-0001"`)).body.toString()).toBe('"************0001"');
  const list = await answer('/v1/list', `[{"id": 1, "ssn": "${marker}-0001", "note": "${marker}"}, "${marker}", 5]`);
  expect(JSON.parse(list.body.toString())[0]).toEqual({ id: 1, ssn: '************0001' });
  expect(list.bytes.toString()).not.toContain(marker);
  expect((await answer('/v1/contacts', `"${marker}"`)).bytes.toString()).not.toContain(marker);
  expect((await answer('/v1/contacts', `[{"id": "${marker}"}]`)).bytes.toString()).not.toContain(marker);
});

test('names that are data pass, are masked, or take their members with them', async () => {
  const body = `{"${marker}@example.com": {"id": 1, "ssn": "${marker}-0001", "x": "${marker}"}}`;
  const clerk = await answer('/v1/by-email', body);
  expect(clerk.body.toString()).toBe(`{"${marker}@example.com": {"id": 1, "ssn": "************0001"}}`);
  const scholar = await answer('/v1/by-email', body, 'scholar');
  expect(scholar.bytes.toString()).not.toContain(marker);
});

test('a record longer than what is held is sent as a stream, and obeys the same rules', async () => {
  const records = Array.from(
    { length: 4_000 },
    (_, index) => `{"id": ${index}, "name": "${'n'.repeat(100)}", "note": "${marker}"}`,
  );
  const stream = await answer('/v1/contacts', `{"items": [${records.join(',')}]}`);
  expect(stream.status).toBe(200);
  expect(stream.headers).toContainEqual(['transfer-encoding', 'chunked']);
  expect(JSON.parse(stream.body.toString()).items).toHaveLength(4_000);
  expect(stream.bytes.toString()).not.toContain(marker);
  expect(contactsPath).toBe('/crm/v1/contacts');
});
