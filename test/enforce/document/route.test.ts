import { expect, test } from 'vitest';
import { byExactness, compileRoute, matchRoute, printPath } from '../../../src/enforce/document/route.js';
import { decisionOf } from './resource.js';

const route = (resource: string) => compileRoute(decisionOf({ entry: { resource } }).entry);

test('a path is matched segment by segment, letter by letter', () => {
  const contact = route('GET /v1/contacts/{id}/orders/{order}');
  expect(matchRoute(contact, ['v1', 'contacts', '7', 'orders', 'a b'], false)).toEqual(
    new Map([
      ['id', '7'],
      ['order', 'a b'],
    ]),
  );
  expect(matchRoute(contact, ['v1', 'Contacts', '7', 'orders', '1'], false)).toBeNull();
  expect(matchRoute(contact, ['v1', 'contacts', '7', 'orders'], false)).toBeNull();
  expect(matchRoute(contact, ['v1', 'contacts', '7', 'orders', '1'], true)).toBeNull();
  expect(matchRoute(route('GET /v1/contacts/'), ['v1', 'contacts'], true)).toEqual(new Map());
});

test('the path is printed from the route and its parameters, each escaped', () => {
  expect(printPath(route('GET /v1/contacts/{id}'), new Map([['id', 'a/b?c#d é%']]))).toBe(
    '/v1/contacts/a%2Fb%3Fc%23d%20%C3%A9%25',
  );
  expect(printPath(route('GET /v1/contacts/'), new Map())).toBe('/v1/contacts/');
});

test('what is said literally is asked before what is a parameter', () => {
  const routes = ['GET /v1/{a}', 'GET /v1/me', 'GET /v1/{a}/x'].map(route).sort(byExactness);
  expect(routes.map(({ entry }) => entry.resource)).toEqual(['GET /v1/me', 'GET /v1/{a}', 'GET /v1/{a}/x']);
});
