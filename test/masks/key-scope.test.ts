import { expect, test } from 'vitest';
import { readScope } from '../../src/masks/key-scope.js';

test('a scope is the purpose unless said otherwise', () => {
  expect([{}, { scope: 'purpose' }, { scope: 'shared' }, { scope: 'x' }, { scope: null }, null].map(readScope)).toEqual(
    ['purpose', 'purpose', 'shared', null, null, null],
  );
});
