import { expect, test } from 'vitest';
import { reasons } from '../../../src/enforce/system/reasons.js';

test('each name has the reason that it stands under', () => {
  expect([...reasons({ 'it waits': ['a', 'b'], 'it reads': ['c'] })]).toEqual([
    ['a', 'it waits'],
    ['b', 'it waits'],
    ['c', 'it reads'],
  ]);
});
