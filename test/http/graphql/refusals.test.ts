import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { expectRefused } from '../cases/case-gateway.js';
import { json } from '../service.js';
import { ada, bob } from './contacts.js';
import { type GraphqlGateway, openGraphqlGateway, path } from './graphql-gateway.js';

let gateway: GraphqlGateway;
beforeAll(async () => {
  gateway = await openGraphqlGateway({}, [ada, bob]);
});
afterAll(() => gateway?.close());
beforeEach(() => {
  gateway.service.requests.length = 0;
});

const deep = (levels: number) => `{ contacts ${'{ friends '.repeat(levels)}{ id }${' }'.repeat(levels)} }`;
const doubling = Array.from(
  { length: 20 },
  (_, n) => `fragment F${n} on Contact { a${n}: friends { ...F${n + 1} } b${n}: friends { ...F${n + 1} } }`,
).join(' ');

test.each([
  ['a subscription', { query: 'subscription { contact { id } }' }, 403],
  ['what comes in pieces', { query: '{ contacts { ... @defer { id } } }' }, 403],
  ['a list in pieces', { query: '{ contacts @stream { id } }' }, 403],
  ['another directive', { query: '{ contacts { id @export(as: "x") } }' }, 403],
  ['a batch', [{ query: '{ count }' }], 501],
  ['a hash that is not listed', { extensions: { persistedQuery: { version: 1, sha256Hash: 'b'.repeat(64) } } }, 403],
  ['introspection', { query: '{ __schema { types { name } } }' }, 403],
  ['introspection of one type', { query: '{ x: __type(name: "Contact") { fields { name } } }' }, 403],
  ['no operation', { query: 'fragment F on Contact { id }' }, 400],
  ['one of several operations', { query: 'query A { count } query B { count }' }, 400],
  ['an operation that is not there', { query: 'query A { count }', operationName: 'B' }, 400],
  ['no GraphQL', { query: '{ contacts { id' }, 400],
  ['no JSON', '{', 400],
  ['a field that the schema lacks', { query: '{ contacts { phone } }' }, 400],
  ['fragments that use each other', { query: '{ contacts { ...A } } fragment A on Contact { friends { ...A } }' }, 400],
  ['a deep query', { query: deep(70) }, 413],
  ['a long query', { query: `{ ${'count '.repeat(6000)} }` }, 413],
  ['fragments that double', { query: `{ contacts { ...F0 } } ${doubling} fragment F20 on Contact { id }` }, 413],
  ['deep variables', `{"query": "{ count }", "variables": {"a": ${'['.repeat(90)}${']'.repeat(90)}}}`, 413],
  ['a number that is not what it says', '{"query": "{ count }", "variables": {"a": 9007199254740993}}', 400],
  ['an argument that nobody declared', { query: '{ company { staff(first: 1) { name } } }' }, 403],
  ['a member that nobody declared', { query: '{ contacts(where: { any: [{ city: "x" }] }) { id } }' }, 200],
  ['types', { query: '{ count } type A { b: Int }' }, 403],
])('%s', async (_, body, status) => {
  const answer = await gateway.post('clerk', body);
  expect(answer.status, answer.body.toString()).toBe(status);
  if (status === 200) return;
  expect(answer.headers).toContainEqual(['content-type', 'application/problem+json']);
  expect(gateway.service.requests).toEqual([]);
});

test('nothing but a POST of JSON is taken', async () => {
  const get = await gateway.ask('clerk', { path: `${path}?query=%7Bcount%7D` });
  expectRefused(get, 405, 'method_not_allowed');
  const query = JSON.stringify({ query: '{ count }' });
  const post = (more: object) => gateway.ask('clerk', { method: 'POST', path, body: query, ...more });
  expectRefused(await post({ headers: ['Content-Type: application/graphql'] }), 415, 'unsupported_body');
  expectRefused(await post({}), 415, 'unsupported_body');
  const withQuery = { path: `${path}?extensions=x`, headers: ['Content-Type: application/json'] };
  expectRefused(await post(withQuery), 400, 'malformed_request');
  const html = { headers: ['Content-Type: application/json', 'Accept: text/html'] };
  expectRefused(await post(html), 406, 'not_acceptable');
  expect(gateway.service.requests).toEqual([]);
});

test('a purpose that sells is denied to who opts out', async () => {
  expectRefused(await gateway.post('broker', { query: '{ count }' }, ['Sec-GPC: 1']), 403, 'refused');
});

test('a listed query is asked for by its hash, and its text is what is sent', async () => {
  const body = { extensions: { persistedQuery: { version: 1, sha256Hash: 'A'.repeat(64) } } };
  const answer = await gateway.post('clerk', body);
  expect(JSON.parse(answer.body.toString())).toEqual({ data: { contacts: [{ id: '7' }] } });
  expect(gateway.asked.at(-1)?.query).toContain('contacts');
});

test('of errors there comes out where they arose, and of anything beside them nothing', async () => {
  const { data, errors } = await gateway.query('clerk', '{ broken count }');
  expect(data).toEqual({ broken: null, count: 2 });
  expect(errors).toEqual([
    { message: 'the store reported an error', locations: [{ line: 2, column: 3 }], path: ['broken'] },
  ]);
  gateway.service.script = () =>
    json(
      '{"errors": [{"message": "ada", "path": ["ada", "contacts", 123456789012], "locations": [{"line": "ada", "column": 1, "file": "ada"}], ' +
        '"extensions": {"code": "ada"}, "ada": 1}, "ada", ["ada"], null], "data": null, "ada": "ada", "extensions": {"x": "ada"}}',
    );
  const answer = await gateway.post('clerk', { query: '{ contacts { id } }' });
  expect(JSON.parse(answer.body.toString())).toEqual({
    errors: [{ message: 'the store reported an error', path: ['contacts'], locations: [{ column: 1 }] }, []],
    data: null,
  });
  gateway.serve([ada, bob]);
});

test('what the service answers is no more than what was planned, whatever form it has', async () => {
  for (const body of [
    '{"data": {"contacts": {"id": "ada", "x": "ada"}}}',
    '{"data": {"contacts": "ada", "ada": "ada"}}',
    '{"data": {"contacts": [["ada"], "ada", {"id": {"a": "ada"}}, {"id": ["ada"]}]}}',
    '{"data": {"contacts": [{"id": "ada", "city": "London", "damask___typename": "Ada", "damask_Contact_city": "x"}]}}',
    '{"data": {"contacts": [{"id": "ada", "damask___typename": "Contact", "damask_Contact_city": "Paris"}]}}',
    '{"data": {"contacts": [{"id": "ada"}]}}',
    '{"data": "ada"}',
    '["ada"]',
    '"ada"',
  ]) {
    gateway.service.script = () => json(body);
    const answer = await gateway.post('clerk', { query: '{ contacts { id: ssn } }' });
    expect(answer.bytes.toString(), body).not.toMatch(/ada/);
  }
  // A type that the service has and the schema has not.
  gateway.service.script = () =>
    json(
      '{"data": {"nodes": [{"i": "ada", "damask___typename": "Patient"}, {"i": "1", "damask___typename": "Company"}]}}',
    );
  expect((await gateway.query('clerk', '{ nodes { i: id } }')).data).toEqual({ nodes: [{ i: '1' }] });
  gateway.service.script = () => json('{"data": {"contacts": [], "contacts": ["ada"]}}');
  expectRefused(await gateway.post('clerk', { query: '{ contacts { id } }' }), 502, 'upstream_malformed');
  gateway.service.script = () => json('{"errors": ["ada"]}', ['Content-Type: application/json'], '400 ada');
  expectRefused(await gateway.post('clerk', { query: '{ contacts { id } }' }), 400, 'store_refused');
  gateway.serve([ada, bob]);
});
