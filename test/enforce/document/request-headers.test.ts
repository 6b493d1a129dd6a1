import { expect, test } from 'vitest';
import { requestHeaders } from '../../../src/enforce/document/request-headers.js';

test('the store gets what is passed on, and never another idea of what is accepted', () => {
  const facts = {
    principal: 'app',
    purpose: null,
    method: 'GET',
    segments: [],
    endsWithSlash: false,
    query: new Map<string, string>(),
    headers: new Map([
      ['accept', 'text/html'],
      ['accept-language', 'de'],
      ['cookie', 'a=b'],
    ]),
  };
  const store = { name: 'crm', mount: [], passHeaders: ['accept', 'accept-language', 'traceparent'] };
  expect(requestHeaders({ ...facts, optsOut: false }, store, 'text/csv')).toEqual({
    accept: 'text/csv',
    'accept-language': 'de',
  });
  expect(requestHeaders({ ...facts, optsOut: true }, store, 'text/csv')).toHaveProperty('sec-gpc', '1');
});
