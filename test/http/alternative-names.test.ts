import { expect, test } from 'vitest';
import { alternativeNames } from '../../src/http/authenticate/certificates.js';

test('a name that holds others within it is one name', () => {
  expect([...alternativeNames('')]).toEqual([]);
  expect([...alternativeNames('DNS:app.example, URI:spiffe://a/b, IP Address:10.0.0.1')]).toEqual([
    'DNS:app.example',
    'URI:spiffe://a/b',
    'IP Address:10.0.0.1',
  ]);
  // As Node writes a name with a comma in it (CVE-2021-44532).
  for (const forged of [
    'URI:"http://x, DNS:app.example, y"',
    'DNS:"x\\", DNS:app.example, DNS:\\"y"',
    'email:"a, DNS:app.example"',
  ])
    expect(alternativeNames(`DNS:other.example, ${forged}`)).toEqual(new Set(['DNS:other.example', forged]));
  expect(alternativeNames('URI:"x, DNS:app.example, y').has('DNS:app.example')).toBe(false);
});
