import { expect, test } from 'vitest';
import { Secret } from '../../../src/base/index.js';
import { createExchangeGate, type ExchangeGateOptions } from '../../../src/enforce/document/exchange-gate.js';
import type { ExchangeFacts } from '../../../src/enforce/index.js';
import { clock, crm, field, mask, pass, policyOf } from './resource.js';

const counted: unknown[] = [];
const policy = policyOf({
  entry: { resource: 'GET /v1/contacts/{id}' },
  fields: { 'user.unique_id': mask('hash_id'), 'user.contact': pass },
});
const options: ExchangeGateOptions = {
  policy,
  stores: [crm],
  pseudonymSecret: new Secret(Buffer.alloc(32, 3)),
  clock,
  consent: null,
  observer: { fields: (...counts) => counted.push(counts) },
};
const facts = (more: Partial<ExchangeFacts> = {}): ExchangeFacts => ({
  principal: 'app',
  purpose: null,
  optsOut: false,
  method: 'GET',
  segments: ['crm', 'v1', 'contacts', '7'],
  endsWithSlash: false,
  query: new Map(),
  headers: new Map(),
  ...more,
});

test('an exchange names its store, purpose and resource, never the path', async () => {
  const exchange = createExchangeGate(options).open(facts());
  expect(exchange).toMatchObject({
    store: 'crm',
    purpose: 'study',
    resource: 'GET /v1/contacts/{id}',
    takesBody: false,
    headOnly: false,
  });
  expect(counted).toEqual([
    ['crm', 'study', 'pass', 2],
    ['crm', 'study', 'mask', 1],
  ]);
  const { path } = await exchange.request(null);
  expect(path).toMatch(/^\/v1\/contacts\/\d+$/);
  expect(path).not.toBe('/v1/contacts/7');
});

test.each([
  ['another mount', { segments: ['shop', 'v1', 'contacts', '7'] }, 'undefined_resource'],
  ['another path', { segments: ['crm', 'v1', 'orders'] }, 'undefined_resource'],
  ['another method', { method: 'DELETE' }, 'method_not_allowed'],
  ['another principal', { principal: 'nobody' }, 'authorization'],
  ['another purpose', { purpose: 'other' }, 'refused'],
])('%s is refused', (_, more, code) => {
  expect(() => createExchangeGate(options).open(facts(more))).toThrow(expect.objectContaining({ code }));
});

test('a purpose must be said where there are several', () => {
  const [app] = policy.principals.values();
  if (app === undefined) throw new Error('no principal');
  const several = {
    ...options,
    policy: { ...policy, principals: new Map([['app', { ...app, purposes: ['study', 'sale'] }]]) },
  };
  expect(() => createExchangeGate(several).open(facts())).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('`sale`') }),
  );
  expect(createExchangeGate(several).open(facts({ purpose: 'study' })).purpose).toBe('study');
});

test('a signal denies a purpose that sells, and no other', () => {
  expect(createExchangeGate(options).open(facts({ optsOut: true })).purpose).toBe('study');
  const [study] = policy.purposes.values();
  if (study === undefined) throw new Error('no purpose');
  const selling = {
    ...options,
    policy: { ...policy, purposes: new Map([['study', { ...study, saleOrShare: true }]]) },
  };
  expect(() => createExchangeGate(selling).open(facts({ optsOut: true }))).toThrow(/opts out/);
  expect(createExchangeGate(selling).open(facts()).purpose).toBe('study');
});

test('a keyed mask without a key is refused', () => {
  expect(() => createExchangeGate({ ...options, pseudonymSecret: null }).open(facts())).toThrow(/no key/);
});

test('after a reload the new policy decides', () => {
  const gate = createExchangeGate(options);
  gate.reload({
    ...options,
    policy: policyOf({ entry: { resource: 'GET /v2/contacts', fields: new Map([['id', field('user.unique_id')]]) } }),
  });
  expect(() => gate.open(facts())).toThrow(/no such resource/);
  expect(gate.open(facts({ segments: ['crm', 'v2', 'contacts'] })).resource).toBe('GET /v2/contacts');
});
