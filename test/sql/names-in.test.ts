import { expect, test } from 'vitest';
import { NamesIn } from '../../src/sql/names-in.js';

test('names are words, folded, and what stands in double quotes, as it is', () => {
  const names = new NamesIn('SELECT Foo, "Bar ""x""" FROM a.b WHERE c = \'inside\' AND $1 = 5 -- hidden');
  const written = ['Bar "x"', 'a', 'and', 'b', 'c', 'foo', 'from', 'select', 'where'];
  expect(written.filter((name) => !names.has(name))).toEqual([]);
  expect(['Foo', 'bar "x"', 'inside', 'hidden', '1', '5', '$1', ''].filter((name) => names.has(name))).toEqual([]);
  // Also after what is not there was looked for.
  expect(written.filter((name) => !names.has(name))).toEqual([]);
});

test('a name that is too long is that, and what is kept of it', () => {
  const names = new NamesIn(`SELECT "${'é'.repeat(40)}"`);
  expect([40, 31, 30, 32].map((length) => names.has('é'.repeat(length)))).toEqual([true, true, false, false]);
});
