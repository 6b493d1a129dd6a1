import fc from 'fast-check';
import { expect, test } from 'vitest';
import { categoryAndAncestors, categoryCovers, isCategory } from '../../src/datamap/index.js';

const category = fc
  .array(fc.constantFrom('user', 'con', 'contact', 'email', 'a', 'aa'), { minLength: 1, maxLength: 4 })
  .map((words) => words.join('.'));

test.each([
  ['user', 'user', true],
  ['user', 'user.contact.email', true],
  ['user.contact', 'user.contact.email', true],
  ['user.contact.email', 'user.contact', false],
  ['user.con', 'user.contact', false],
  ['user', 'username', false],
  ['user.', 'user.contact', false],
  ['', 'user', false],
  ['system', 'user', false],
])('%s covers %s: %s', (general, field, covered) => {
  expect(categoryCovers(general, field)).toBe(covered);
});

test('a category covers exactly those whose words begin with its own', () => {
  fc.assert(
    fc.property(category, category, (a, b) => {
      const [general, field] = [a.split('.'), b.split('.')];
      expect(categoryCovers(a, b)).toBe(general.every((word, index) => field[index] === word));
    }),
  );
});

test('the ancestors of a category are those that cover it, the most specific first', () => {
  expect(categoryAndAncestors('user.contact.email')).toEqual(['user.contact.email', 'user.contact', 'user']);
  fc.assert(
    fc.property(category, category, (a, b) => {
      expect(categoryAndAncestors(b).includes(a)).toBe(categoryCovers(a, b));
    }),
  );
});

test.each(['user', 'user.contact.email', 'system.op_1', 'clinic.2nd_opinion'])('%s may be written', (text) => {
  expect(isCategory(text)).toBe(true);
});

test.each(['', '.', 'user.', '.user', 'user..name', 'User', 'user name', 'user.*', 'user\n', '1user', 'usér'])(
  '%j is no category',
  (text) => {
    expect(isCategory(text)).toBe(false);
  },
);
