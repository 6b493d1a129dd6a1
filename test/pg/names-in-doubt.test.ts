import { expect, test } from 'vitest';
import { NamesInDoubt } from '../../src/pg/names-in-doubt.js';

test('a name is in doubt for all batches but the one that gave it, until all is answered', () => {
  const names = new NamesInDoubt();
  expect(names.isEmpty).toBe(true);
  names.add('p', 3);
  expect(names.isEmpty).toBe(false);
  expect(names.has('p', 3)).toBe(false);
  expect(names.has('p', 4)).toBe(true);
  expect(names.has('q', 4)).toBe(false);
  names.add('p', 4);
  expect(names.has('p', 4)).toBe(false);
  names.clear();
  expect(names.isEmpty).toBe(true);
  expect(names.has('p', 5)).toBe(false);
});
