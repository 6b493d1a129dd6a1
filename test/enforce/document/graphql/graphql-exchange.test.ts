import { expect, test } from 'vitest';
import type { ExchangeFacts } from '../../../../src/enforce/document/exchange.js';
import { openGraphqlExchange } from '../../../../src/enforce/document/graphql/index.js';
import { pass } from '../resource.js';
import { planOf } from './contacts-plan.js';

const facts: ExchangeFacts = {
  principal: 'app',
  purpose: 'study',
  optsOut: true,
  method: 'POST',
  segments: ['crm', 'graphql'],
  endsWithSlash: false,
  query: new Map(),
  headers: new Map([['content-type', 'application/json']]),
};
const open = (more: Partial<ExchangeFacts> = {}) =>
  openGraphqlExchange({
    facts: { ...facts, ...more },
    store: { name: 'crm', address: 'http://crm.example', mount: ['crm'], passHeaders: [] },
    purpose: 'study',
    plan: planOf({ fields: { user: pass }, rowsMax: 1 }),
    consent: null,
  });
const body = Buffer.from('{"query": "{ contacts { e: email } }"}');

test('what is sent is printed anew, and what comes back is planned by it', async () => {
  const exchange = open();
  expect(exchange).toMatchObject({ resource: 'POST /graphql', takesBody: true });
  const sent = await exchange.request(body);
  expect(sent).toMatchObject({ method: 'POST', path: '/graphql', headers: { 'sec-gpc': '1' } });
  expect(JSON.parse(String(sent.body)).query).toContain('damask___typename');
  const transform = exchange.answer.transform();
  transform.push(
    Buffer.from('{"data": {"contacts": [{"e": "a", "email": "b", "damask___typename": "Contact"}]}, "extensions": 1}'),
  );
  expect(transform.settle()).toBe(null);
  transform.end();
  expect(transform.take().toString()).toBe('{"data": {"contacts": [{"e": "a"}]}}');
  expect([transform.records, transform.dropped]).toEqual([1, 0]);
});

test('more objects than a rule allows end the answer', async () => {
  const exchange = open();
  await exchange.request(body);
  const transform = exchange.answer.transform();
  const one = '{"e": "a", "damask___typename": "Contact"}';
  transform.push(Buffer.from(`{"data": {"contacts": [${one},${one}]}}`));
  expect(() => transform.settle()).toThrow('more than 1 records');
});

test('what is no request of the resource is refused', async () => {
  expect(() => open({ query: new Map([['query', '{ a }']]) })).toThrow('does not take a parameter');
  expect(() => open({ headers: new Map([['accept', 'text/html']]) })).toThrow('served as');
  await expect(open({ headers: new Map() }).request(body)).rejects.toThrow('not `application/json`');
  await expect(open().request(null)).rejects.toThrow('no JSON');
});
