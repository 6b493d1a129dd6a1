import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRelationName, printRelationName, relationKey } from '../../src/datamap/index.js';
import { createDatabase } from '../fixtures/database.js';

const part = fc.string({ minLength: 1, maxLength: 15 }).filter((text) => !text.includes('\0'));

test.each([
  ['public.customers', 'public', 'customers'],
  ['Public.CUSTOMERS', 'public', 'customers'],
  ['"Public"."Customers"', 'Public', 'Customers'],
  ['public."a.b"', 'public', 'a.b'],
  ['"a""b".c', 'a"b', 'c'],
  ['_s.t$1', '_s', 't$1'],
  ['größe.ÄB', 'größe', 'Äb'],
])('%s is read as PostgreSQL reads it', (text, schema, name) => {
  expect(parseRelationName(text)).toEqual({ kind: 'name', name: { schema, name } });
});

test.each([
  '',
  'customers',
  'a.b.c',
  '.b',
  'a.',
  'a b.c',
  '"a.b',
  '"".b',
  'a."b"c',
  '1a.b',
  'a.b ',
  'a.b\n',
  '"\0".a',
  'a-b.c',
])('%j is no relation name', (text) => {
  expect(parseRelationName(text).kind).toBe('invalid');
});

test('a name that PostgreSQL would cut off is refused', () => {
  expect(parseRelationName(`public.${'ä'.repeat(32)}`)).toEqual({
    kind: 'invalid',
    message: 'an identifier has at most 63 bytes',
  });
  expect(parseRelationName(`public.${'a'.repeat(63)}`).kind).toBe('name');
});

test('what is printed reads back as the same name', () => {
  fc.assert(
    fc.property(part, part, (schema, name) => {
      fc.pre(Buffer.byteLength(schema) < 64 && Buffer.byteLength(name) < 64);
      expect(parseRelationName(printRelationName({ schema, name }))).toEqual({ kind: 'name', name: { schema, name } });
    }),
  );
});

test('plain names print plainly, so that a key looks like what the operator wrote', () => {
  expect(relationKey('shop', { schema: 'public', name: 'customers' })).toBe('shop:public.customers');
});

test('two relations never share a key', () => {
  expect(relationKey('s', { schema: 'a.b', name: 'c' })).not.toBe(relationKey('s', { schema: 'a', name: 'b.c' }));
});

test('PostgreSQL agrees on every name that is read', async () => {
  const database = await createDatabase();
  const names = [
    'public.customers',
    'Public.CUSTOMERS',
    '"Public"."Customers"',
    '"a""b".c',
    '_s.t$1',
    'größe.ÄB',
    'public."a.b"',
  ];
  for (const text of names) {
    const { rows } = await database.query('SELECT parse_ident($1) AS parts', [text]);
    const parsed = parseRelationName(text);
    expect(parsed.kind === 'name' && [parsed.name.schema, parsed.name.name]).toEqual(rows[0].parts);
  }
  await database.drop();
});
