import { expect, test } from 'vitest';
import { type ConsentLookup, recordFilter } from '../../../src/enforce/document/record-filter.js';
import type { ReadValue } from '../../../src/json/index.js';
import { clock, decisionOf, field, type TestedPolicy } from './resource.js';

const text = (value: string): ReadValue => ({ type: 'string', text: value });
const number = (value: string): ReadValue => ({ type: 'number', text: value });
const asked: unknown[] = [];
const consent: ConsentLookup = {
  permitted: async (...question) => {
    asked.push(question);
    return new Set(question[3].filter((id) => id !== '2'));
  },
};
const filterOf = (tested: TestedPolicy, lookup: ConsentLookup | null = consent) =>
  recordFilter(decisionOf(tested), { clock, consent: lookup, store: 'crm' });

test('without requirements there is no filter', () => {
  expect(filterOf({})).toBeNull();
});

test('a rule must be true: unknown is not', () => {
  const filter = filterOf({ rows: "address.city <> 'Paris'" });
  expect(filter?.paths).toEqual(['address.city']);
  expect(
    filter?.keep([
      [text('Rome')],
      [text('Paris')],
      [undefined],
      [{ type: 'null', text: 'null' }],
      [{ type: 'object' }],
    ]),
  ).toEqual([true, false, false, false, false]);
  // An array is a value, though none that can be compared.
  expect(filterOf({ rows: 'email is null' })?.keep([[undefined], [{ type: 'array' }], [text('')]])).toEqual([
    true,
    false,
    false,
  ]);
  expect(
    filterOf({ rows: 'id > 5 and email' })?.keep([
      [number('7'), { type: 'boolean', text: 'true' }],
      [number('7'), { type: 'boolean', text: 'false' }],
    ]),
  ).toEqual([true, false]);
});

test('a record is kept for its time', () => {
  const filter = filterOf({
    entry: {
      retain: { field: 'created', months: 12, days: 0 },
      fields: new Map([
        ['created', field('system.operations')],
        ['id', field('user.unique_id')],
      ]),
    },
  });
  const records = [[text('2026-01-01')], [text('2024-01-01')], [undefined]];
  expect(filter?.keep(records)).toEqual([true, false, false]);
  expect(records.map((record) => filter?.decide?.(record))).toEqual([true, false, false]);
});

test('subjects are asked about once for all records, and only those that meet the rest', async () => {
  asked.length = 0;
  const filter = filterOf({ basis: 'consent', rows: "address.city <> 'Paris'" });
  expect(filter?.paths).toEqual(['id', 'address.city']);
  const records = [
    [number('1'), text('Rome')],
    [number('2'), text('Rome')],
    [number('3'), text('Paris')],
    [text('1'), text('Oslo')],
    [undefined, text('Oslo')],
    [{ type: 'boolean' as const, text: 'true' }, text('Oslo')],
  ];
  expect(await filter?.keep(records)).toEqual([true, false, false, true, false, false]);
  expect(asked).toEqual([['crm', 'consent', 'study', ['1', '2']]]);
  expect(await filter?.keep([[undefined, text('Rome')]])).toEqual([false]);
  expect(asked).toHaveLength(1);
});

test('an objection is asked about as one', async () => {
  asked.length = 0;
  expect(filterOf({ basis: 'legitimate_interests' })?.decide).toBeNull();
  expect(await filterOf({ basis: 'legitimate_interests' })?.keep([[text('9')]])).toEqual([true]);
  expect(asked).toEqual([['crm', 'no_objection', 'study', ['9']]]);
});

test('without a source, or when it fails, nothing is shown', async () => {
  await expect(filterOf({ basis: 'consent' }, null)?.keep([[text('1')]])).rejects.toThrow(/needs a consent source/);
  const failing: ConsentLookup = { permitted: () => Promise.reject(new Error('away')) };
  await expect(filterOf({ basis: 'consent' }, failing)?.keep([[text('1')]])).rejects.toThrow('away');
});

test('a subject is the same however its number is written; one that nobody could write has nobody who agrees', async () => {
  asked.length = 0;
  const filter = filterOf({ basis: 'legitimate_interests' });
  await filter?.keep([[number('7.0')], [number('7e0')], [number('-0')], [number('70E-1')]]);
  expect(asked).toEqual([['crm', 'no_objection', 'study', ['7', '0']]]);
  expect(await filter?.keep([[number('1e999')]])).toEqual([false]);
});

test('large numbers are compared as they are', async () => {
  const filter = filterOf({ rows: 'address.city > id' });
  const above = [number('9007199254740993'), number('9007199254740992')];
  expect(await filter?.keep([above, above.toReversed()])).toEqual([true, false]);
});
