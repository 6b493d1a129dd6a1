import { expect, test } from 'vitest';
import { compileRoute } from '../../../src/enforce/document/route.js';
import { storeLinks } from '../../../src/enforce/document/store-links.js';
import { crm, decisionOf, keys, mask, pass, type TestedPolicy } from './resource.js';

const query = [
  { name: 'page', field: null, values: null },
  { name: 'email', field: null, values: null },
  { name: 'sort', field: null, values: new Map([['name', 'email']]) },
];

/** What an asker sees of an address, of whose resource this is decided. */
function linksFor(fields: TestedPolicy['fields'], resource = 'GET /v1/contacts/{id}') {
  const decision = decisionOf({ entry: { resource, query }, ...(fields === undefined ? {} : { fields }) });
  const store = { ...crm, address: 'http://crm.example/api', routes: [compileRoute(decision.entry)] };
  const treatment = storeLinks({ store, decisionOf: () => decision, keys });
  if (treatment.kind !== 'mask') throw new Error('a link is masked');
  return (text: string) => treatment.mask(text, 'string');
}

const all = { user: pass };
const some = { 'user.unique_id': mask('hash_id'), 'user.contact': mask('last4'), 'user.name': pass };

test('an address of the store is shown as the gateway’s', () => {
  const shown = linksFor(all);
  expect(shown('http://crm.example/api/v1/contacts/7')).toBe('/crm/v1/contacts/7');
  expect(shown('/api/v1/contacts/7?page=2&email=a%40b.example&sort=name')).toBe(
    '/crm/v1/contacts/7?page=2&email=a%40b.example&sort=name',
  );
});

test('what may not be read is shown by what is turned back, or the address is not shown', () => {
  const shown = linksFor(some);
  const seen = String(shown('/api/v1/contacts/7?page=2'));
  expect(seen).toMatch(/^\/crm\/v1\/contacts\/\d+\?page=2$/);
  expect(seen).not.toContain('/7?');
  expect(shown('/api/v1/contacts/7?email=a%40b.example')).toBeNull();
  expect(linksFor({ 'user.contact': pass })('/api/v1/contacts/7')).toBeNull();
});

test.each([
  'http://other.example/api/v1/contacts/7',
  'https://crm.example/api/v1/contacts/7',
  'http://crm.example.evil/api/v1/contacts/7',
  'http://user@crm.example/api/v1/contacts/7',
  'HTTP://CRM.EXAMPLE/api/v1/contacts/7',
  '//crm.example/api/v1/contacts/7',
  '/v1/contacts/7',
  '/apiv1/contacts/7',
  '/api/v1/contacts',
  '/api/v1/contacts/../contacts/7',
  '/api/v1/contacts/7/',
  '/api/v1/contacts/7#x',
  '/api/v1/contacts/7?cursor=abc',
  '/api/v1/contacts/7?page=1&page=2',
  '/api/v1/contacts/7?sort=ssn',
  '/api//v1/contacts/7',
  '/api\\v1\\contacts\\7',
  'contacts/7',
  '?page=2',
  'javascript:alert(1)',
  'mailto:jane@example.com',
  '',
])('what the gateway could not be asked for is null: %j', (text) => {
  expect(linksFor(all)(text)).toBeNull();
});

test('a number or a truth value is no address', () => {
  const treatment = storeLinks({ store: crm, decisionOf: () => undefined, keys });
  if (treatment.kind !== 'mask') throw new Error('a link is masked');
  expect(treatment.mask('7', 'number')).toBeNull();
  expect(treatment.mask('true', 'boolean')).toBeNull();
});
