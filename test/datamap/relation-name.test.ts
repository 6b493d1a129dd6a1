import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { printRelationName, relationKey } from '../../src/datamap/index.js';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';

const part = fc.string({ minLength: 1, maxLength: 15, unit: 'binary' }).filter((text) => !text.includes('\0'));

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

test('plain names print plainly, so that a key looks like what the operator wrote', () => {
  expect(relationKey('shop', { schema: 'public', name: 'customers' })).toBe('shop:public.customers');
});

test.each([
  [{ schema: 'Sales', name: 'orders' }, '"Sales".orders'],
  [{ schema: 'a.b', name: 'c"d' }, '"a.b"."c""d"'],
  [{ schema: '1a', name: 'größe' }, '"1a".größe'],
])('%j prints as %s', (name, printed) => {
  expect(printRelationName(name)).toBe(printed);
});

test('two relations never share a key', () => {
  expect(relationKey('s', { schema: 'a.b', name: 'c' })).not.toBe(relationKey('s', { schema: 'a', name: 'b.c' }));
  fc.assert(
    fc.property(part, part, part, part, (schema, name, otherSchema, otherName) => {
      const isSame = schema === otherSchema && name === otherName;
      expect(relationKey('s', { schema, name }) === relationKey('s', { schema: otherSchema, name: otherName })).toBe(
        isSame,
      );
    }),
  );
});

test('PostgreSQL reads what is printed as the same name', async () => {
  const names = fc.sample(fc.tuple(part, part), { numRuns: 100, seed: 7 });
  const printed = names.map(([schema, name]) => printRelationName({ schema, name }));
  const { rows } = await database.query('SELECT parse_ident(text) AS parts FROM unnest($1::text[]) AS text', [printed]);
  expect(rows.map(({ parts }) => parts)).toEqual(names);
});
