import { expect, test } from 'vitest';
import { makeForwardable } from '../../../src/enforce/document/forwardable-request.js';

test('a request that may be sent is its parts, and nothing else', () => {
  const parts = { store: 'crm', method: 'GET' as const, path: '/', headers: {}, body: null };
  expect(makeForwardable(parts)).toEqual(parts);
});
