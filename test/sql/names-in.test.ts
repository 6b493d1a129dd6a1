import { expect, test } from 'vitest';
import { namesIn } from '../../src/sql/names-in.js';

test('names are words, folded, and what stands in double quotes, as it is', () => {
  const names = namesIn('SELECT Foo, "Bar ""x""" FROM a.b WHERE c = \'inside\' AND $1 = 5 -- hidden');
  expect([...names].sort()).toEqual(['Bar "x"', 'a', 'and', 'b', 'c', 'foo', 'from', 'select', 'where']);
});

test('a name that is too long is that, and what is kept of it', () => {
  const names = namesIn(`SELECT "${'é'.repeat(40)}"`);
  expect([...names]).toEqual(['select', 'é'.repeat(40), 'é'.repeat(31)]);
});
