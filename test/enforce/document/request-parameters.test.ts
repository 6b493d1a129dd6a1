import { expect, test } from 'vitest';
import { parameterField, pathParameters, printQuery } from '../../../src/enforce/document/request-parameters.js';
import { decisionOf, keys, pass } from './resource.js';

const decision = decisionOf({
  entry: {
    parameters: new Map([
      ['customer', 'id'],
      ['tenant', null],
    ]),
    query: [
      { name: 'page', field: null, values: null },
      { name: 'city', field: 'address.city', values: null },
      { name: 'email', field: null, values: null },
      {
        name: 'sort',
        field: null,
        values: new Map([
          ['city', 'address.city'],
          ['-email', 'email'],
          ['newest', null],
        ]),
      },
    ],
  },
  fields: { 'user.unique_id': pass, 'user.contact.address': pass },
});
const query = (parameters: Record<string, string>) => printQuery(decision, new Map(Object.entries(parameters)), keys);

test('a path parameter gives the field that is said, or the one of its name', () => {
  expect(parameterField(decision, 'customer')).toBe('id');
  expect(parameterField(decision, 'tenant')).toBeNull();
  expect(parameterField(decision, 'email')).toBe('email');
  expect(
    pathParameters(
      decision,
      new Map([
        ['customer', '7'],
        ['tenant', 'x'],
      ]),
      keys,
    ),
  ).toEqual(
    new Map([
      ['customer', '7'],
      ['tenant', 'x'],
    ]),
  );
  expect(() => pathParameters(decision, new Map([['email', 'a@b']]), keys)).toThrow(/finds records by `email`/);
});

test('declared parameters are written anew, in their order', () => {
  expect(query({})).toBe('');
  expect(query({ city: 'São Paulo&x=1', page: '2' })).toBe('?city=S%C3%A3o%20Paulo%26x%3D1&page=2');
  expect(query({ sort: 'city' })).toBe('?sort=city');
  expect(query({ sort: 'newest' })).toBe('?sort=newest');
});

test('others, values that are not declared, and fields that may not be read are refused', () => {
  expect(() => query({ color: 'red' })).toThrow(
    expect.objectContaining({ code: 'malformed_request', hint: expect.stringContaining('`page`') }),
  );
  expect(() => query({ sort: 'ssn' })).toThrow(expect.objectContaining({ code: 'malformed_request' }));
  expect(() => query({ sort: '-email' })).toThrow(expect.objectContaining({ code: 'refused' }));
  // It is named like a field, though nobody said so.
  expect(() => query({ email: 'a@b' })).toThrow(expect.objectContaining({ code: 'refused' }));
  expect(() => printQuery(decisionOf({}), new Map([['a', 'b']]), keys)).toThrow(
    expect.objectContaining({ hint: 'it takes none' }),
  );
});
