import { expect, test } from 'vitest';
import { keepRecords } from '../../../../src/enforce/document/graphql/keep-records.js';
import type { RecordFilter } from '../../../../src/enforce/document/record-filter.js';
import type { PendingRecord, ReadValue } from '../../../../src/json/index.js';

const text = (value: string): ReadValue => ({ type: 'string', text: value });
const object: ReadValue = { type: 'object' };
const needed = [{ types: ['Contact', 'Company'], fields: ['Company.id', 'Contact.id'] }];
const record = (...values: (ReadValue | undefined)[]): PendingRecord => ({ records: 0, values });

/** Keeps the id 1. */
const only = (isLater: boolean): RecordFilter => ({
  paths: ['id'],
  decide: null,
  keep: (records) => {
    const kept = records.map(([id]) => id !== undefined && 'text' in id && id.text === '1');
    return isLater ? Promise.resolve(kept) : kept;
  },
});

const pending = [
  record({ type: 'null', text: 'null' }),
  record(object, text('Contact'), text('x'), text('1')),
  record(object, text('Contact'), text('1'), text('2')),
  record(object, text('Company'), text('x'), text('2')),
  record(object, undefined, text('x'), text('1')),
  record(object, text('Query'), text('x'), text('1')),
  record({ type: 'array' }, text('Company')),
  { records: 9, values: [object, text('Company')] },
];

test.each([false, true])(
  'each object is decided by its own type’s filter, by what it is called there',
  async (isLater) => {
    const kept = keepRecords(pending, needed, new Map([['Contact', only(isLater)]]));
    expect(kept instanceof Promise).toBe(isLater);
    expect(await kept).toEqual([true, true, false, true, false, false, false, false]);
  },
);
