import { expect, test } from 'vitest';
import { askerPlans } from '../../../src/enforce/document/asker-plans.js';
import { openExchange } from '../../../src/enforce/document/open-exchange.js';
import type { ConsentLookup } from '../../../src/enforce/document/record-filter.js';
import { compileRoute } from '../../../src/enforce/document/route.js';
import { GatewayError } from '../../../src/errors/index.js';
import { clock, crm, keys, pass, policyOf, type TestedPolicy } from './resource.js';

const consent: ConsentLookup = {
  permitted: async (_store, _will, _purpose, ids) => new Set(ids.filter((id) => id !== '2')),
};

function open(
  tested: TestedPolicy,
  {
    method = 'GET',
    id,
    headers = {},
    optsOut = false,
  }: { method?: string; id?: string; headers?: Record<string, string>; optsOut?: boolean } = {},
) {
  const resource = `${method === 'HEAD' ? 'GET' : method} /v1/contacts${id === undefined ? '' : '/{id}'}`;
  const policy = policyOf({ ...tested, entry: { ...tested.entry, resource } });
  const plans = askerPlans({ principal: 'app', purpose: 'study' }, crm, { policy, clock, consent, keys });
  const [entry] = policy.dataMap.resources;
  if (plans instanceof GatewayError || entry === undefined) throw plans;
  return openExchange({
    facts: {
      principal: 'app',
      purpose: null,
      optsOut,
      method,
      segments: [],
      endsWithSlash: false,
      query: new Map(),
      headers: new Map(Object.entries(headers)),
    },
    store: crm,
    purpose: 'study',
    plan: plans.resource(entry),
    route: compileRoute(entry),
    parameters: new Map(id === undefined ? [] : [['id', id]]),
    consent,
  });
}
const seen = { user: pass };
const write = { fields: seen, write: ['user'] };
const json = { 'content-type': 'application/json' };
const body = Buffer.from('{"email": "a"}');

test('a read goes out with what is listed, HEAD as GET', async () => {
  const exchange = open(
    { fields: seen },
    { method: 'HEAD', headers: { 'accept-language': 'de', cookie: 'a' }, optsOut: true },
  );
  expect(exchange.headOnly).toBe(true);
  expect(await exchange.request(null)).toEqual({
    store: 'crm',
    method: 'GET',
    path: '/v1/contacts',
    headers: { accept: 'application/json', 'accept-language': 'de', 'sec-gpc': '1' },
    body: null,
  });
});

test('what the caller does not take is not served', () => {
  expect(() => open({ fields: seen }, { headers: { accept: 'text/html' } })).toThrow(
    expect.objectContaining({ code: 'not_acceptable' }),
  );
});

test('a write goes out when every field of it may be written', async () => {
  expect(await open(write, { method: 'POST', headers: json }).request(body)).toMatchObject({
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  await expect(open({ fields: seen }, { method: 'POST', headers: json }).request(body)).rejects.toThrow(
    /may not be written/,
  );
  expect(await open(write, { method: 'DELETE', id: '1' }).request(null)).toMatchObject({
    method: 'DELETE',
    path: '/v1/contacts/1',
    body: null,
  });
  await expect(
    open({ fields: seen, write: ['user.contact'] }, { method: 'DELETE', id: '1' }).request(null),
  ).rejects.toThrow(/may not be written/);
});

test('a record that may not be seen is not written, and where that can not be known nothing is', async () => {
  const consenting = { ...write, basis: 'consent' as const };
  expect(await open(consenting, { method: 'PATCH', id: '1', headers: json }).request(body)).toMatchObject({
    path: '/v1/contacts/1',
  });
  await expect(open(consenting, { method: 'PATCH', id: '2', headers: json }).request(body)).rejects.toMatchObject({
    code: 'undefined_resource',
  });
  await expect(open(consenting, { method: 'POST', headers: json }).request(body)).rejects.toMatchObject({
    code: 'refused',
  });
  await expect(
    open({ ...write, rows: "address.city <> 'Paris'" }, { method: 'PATCH', id: '1', headers: json }).request(body),
  ).rejects.toMatchObject({ code: 'refused' });
});

test('an answer is transformed, and its records are decided as they come', async () => {
  const { answer } = open({ fields: seen, basis: 'consent', entry: { records: '$[*]' } });
  expect(answer).toMatchObject({
    contentType: 'application/json',
    comesBitByBit: false,
    isOneRecord: false,
    statuses: new Set([200, 201]),
  });
  expect(answer.contentTypeRefusal('text/html')).toMatchObject({ code: 'upstream_malformed' });
  expect(answer.headers({ 'x-other': '1' })).toEqual([]);
  const transform = answer.transform();
  transform.push(Buffer.from('[{"id": 1}, {"id": 2}]'));
  await transform.settle();
  transform.end();
  expect(transform.settle()).toBeNull();
  expect(JSON.parse(transform.take().toString())).toEqual([{ id: 1 }]);
  expect([transform.records, transform.dropped]).toEqual([1, 1]);
  const ruled = open({ fields: seen, rows: 'id > 1', entry: { records: '$[*]' } }).answer.transform();
  ruled.push(Buffer.from('[{"id": 1}, {"id": 2}]'));
  expect(ruled.settle()).toBeNull();
  ruled.end();
  expect(JSON.parse(ruled.take().toString())).toEqual([{ id: 2 }]);
});

test('an answer that outlives the agreement is broken off', () => {
  let at = clock.now();
  const policy = policyOf({ fields: seen });
  const house = policy.recipients.get('house');
  if (house === undefined) throw new Error('no recipient');
  const agreement = { reference: 'DPA-1', from: at - 1, until: at + 1_000 };
  const plans = askerPlans({ principal: 'app', purpose: 'study' }, crm, {
    policy: { ...policy, recipients: new Map([['house', { ...house, agreement }]]) },
    clock: { now: () => at },
    consent,
    keys,
  });
  const [entry] = policy.dataMap.resources;
  if (plans instanceof GatewayError || entry === undefined) throw plans;
  const { answer } = openExchange({
    facts: {
      principal: 'app',
      purpose: null,
      optsOut: false,
      method: 'GET',
      segments: [],
      endsWithSlash: false,
      query: new Map(),
      headers: new Map(),
    },
    store: crm,
    purpose: 'study',
    plan: plans.resource(entry),
    route: compileRoute(entry),
    parameters: new Map(),
    consent,
  });
  const transform = answer.transform();
  transform.push(Buffer.from('{"id": 1,'));
  at += 1_000;
  expect(() => transform.push(Buffer.from('"email": "a"}'))).toThrow(expect.objectContaining({ code: 'refused' }));
});
