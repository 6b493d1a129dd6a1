import { expect, test } from 'vitest';
import { fieldSpellings, namesOne, wordsOf } from '../../../src/enforce/document/field-spellings.js';

test.each([
  ['filter[postalCode]', ['filter', 'postal', 'code']],
  ['SSN', ['ssn']],
  ['userSSNPrefix', ['user', 'ssn', 'prefix']],
  ['line2Text', ['line2', 'text']],
  ['%73sn', ['ssn']],
  ['%2573sn', ['ssn']],
  ['\\u0073\\x73n', ['ssn']],
  ['100%', ['100']],
  ['\uff53\uff53\uff4e', ['ssn']],
  ['--', []],
])('words of %j', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test('a field is called by its path and by its last name', () => {
  expect([...fieldSpellings(['address.postal_code', 'devices[*].ip', "['odd name']", '$', '*'])]).toEqual([
    ['addresspostalcode', 'address.postal_code'],
    ['postalcode', 'address.postal_code'],
    ['devicesip', 'devices[*].ip'],
    ['ip', 'devices[*].ip'],
    ['oddname', "['odd name']"],
  ]);
});

test('words that stand together name a field, however they are parted', () => {
  const spellings = fieldSpellings(['address.postal_code']);
  for (const text of ['postal_code', 'PostalCode', 'min-postal.code', 'postalcode', 'address[postalCode]'])
    expect(namesOne(wordsOf(text), spellings, 3)).toBe('address.postal_code');
  for (const text of ['postal', 'code', 'postal x code', '', 'postalcodes'])
    expect(namesOne(wordsOf(text), spellings, 3)).toBeNull();
  expect(
    namesOne(
      Array.from({ length: 2_001 }, () => 'x'),
      spellings,
      3,
    ),
  ).toBe('address.postal_code');
  expect(
    namesOne(
      Array.from({ length: 2_001 }, () => 'x'),
      new Map(),
      3,
    ),
  ).toBeNull();
});
