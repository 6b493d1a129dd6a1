import { expect, test } from 'vitest';
import { readRequest } from '../../src/graphql/index.js';

const read = (request: unknown, persisted?: ReadonlyMap<string, string>) =>
  readRequest(Buffer.from(JSON.stringify(request)), persisted);

test('query, operation name and variables are read', () => {
  expect(read({ query: '{ a }' })).toEqual({ query: '{ a }', operationName: null, variables: {} });
  expect(read({ query: '{ a }', operationName: 'A', variables: { b: 1 }, extensions: { c: 1 } })).toEqual({
    query: '{ a }',
    operationName: 'A',
    variables: { b: 1 },
  });
});

test('a persisted query is one that the operator lists', () => {
  const request = { extensions: { persistedQuery: { version: 1, sha256Hash: 'ABC' } } };
  expect(read(request, new Map([['abc', '{ a }']])).query).toBe('{ a }');
  expect(() => read(request)).toThrow('not one that the operator lists');
});

test.each([
  [[{ query: '{ a }' }], 'batches'],
  ['{ a }', 'no object'],
  [{}, '`query` is missing'],
  [{ query: 1 }, '`query` is missing'],
  [{ query: '{ a }', operationName: 1 }, '`operationName`'],
  [{ query: '{ a }', variables: [] }, '`variables`'],
  [{ query: `{${' '.repeat(100_000)}a }` }, 'longer'],
])('%j is refused', (request, message) => {
  expect(() => read(request)).toThrow(message);
});

test('bytes that are no JSON are refused', () => {
  expect(() => readRequest(Buffer.from('{'))).toThrow('no JSON');
  expect(() => readRequest(Buffer.from([0x22, 0xff, 0x22]))).toThrow('no JSON');
});
