import { expect, test } from 'vitest';
import { categoryAndAncestors, isCategory, knownCategories, unknownCategoryHint } from '../../src/datamap/index.js';

test('every known category is well formed, listed once, and below a known one', () => {
  expect(new Set(knownCategories).size).toBe(knownCategories.length);
  for (const category of knownCategories) {
    expect(isCategory(category)).toBe(true);
    for (const ancestor of categoryAndAncestors(category)) expect(knownCategories).toContain(ancestor);
  }
});

test.each([
  'system.operations',
  'user.unique_id',
  'user.name',
  'user.contact.email',
  'user.government_id',
  'user.demographic.date_of_birth',
  'user.contact.address.postal_code',
  'user.content',
  'user.financial',
  'user.payment',
  'user.device.ip_address',
])('%s is known', (category) => {
  expect(unknownCategoryHint(category)).toBeNull();
});

test.each([
  ['user.contact.emal', 'user.contact.email'],
  ['user.contact.emails', 'user.contact.email'],
  ['user.contact.emial', 'user.contact.email'],
  ['user.contakt', 'user.contact'],
  ['sytem', 'system'],
])('%s is taken for a misspelt %s', (written, meant) => {
  expect(unknownCategoryHint(written)).toBe(`\`${written}\` is not a known category: is \`${meant}\` meant?`);
});

test('a category of the operator’s own is placed below the known one that covers it', () => {
  expect(unknownCategoryHint('user.health.blood.group')).toBe(
    '`user.health.blood.group` is not a known category: what rules say of `user.health` goes for it too',
  );
});

test('a category in a tree of its own says that rules must name it', () => {
  expect(unknownCategoryHint('clinic.ward')).toBe(
    '`clinic.ward` is not a known category: rules must name it to show it',
  );
});
