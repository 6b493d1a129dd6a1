import { expect, test } from 'vitest';
import { unknownColumn } from '../../../src/enforce/relation/unknown-column.js';

test('a column that no catalog has told of has what is given, and nothing that anybody could go by', () => {
  expect(unknownColumn(3, { name: 'note' })).toMatchObject({ attnum: 3, name: 'note', typeOid: 0, declared: '' });
  expect(unknownColumn(1, { typeOid: 25 })).toMatchObject({ attnum: 1, name: '', typeOid: 25, hasDefault: false });
});
