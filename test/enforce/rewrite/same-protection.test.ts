import { expect, test } from 'vitest';
import type { FieldEntry } from '../../../src/datamap/index.js';
import { hasDeclaredMembers, isAsProtected } from '../../../src/enforce/rewrite/same-protection.js';
import type { Policy } from '../../../src/policy/index.js';
import { shopPolicy } from '../shop-policy.js';
import { smallCatalog, smallSpace } from '../small-view.js';

/** customers, with columns that are listed otherwise than in the shop. */
function customers(changes: Readonly<Record<string, Partial<FieldEntry>>>) {
  const policy = shopPolicy();
  const listed = (entry: Policy['dataMap']['relations'][number]) => {
    const columns = new Map(entry.columns);
    for (const [name, change] of Object.entries(changes))
      columns.set(name, { category: 'user.name', lookup: 'none', scan: false, ...columns.get(name), ...change });
    return entry.relation.name === 'customers' ? { ...entry, columns } : entry;
  };
  const dataMap = { ...policy.dataMap, relations: policy.dataMap.relations.map(listed) };
  const relation = smallCatalog.relation('public', 'customers');
  const compiled =
    relation === undefined
      ? null
      : smallSpace('storefront', { policy: { ...policy, dataMap } }).view.compiled(relation);
  if (compiled === null) throw new Error('customers');
  return compiled;
}

const isFree = (from: string, into: string, changes: Parameters<typeof customers>[0] = {}) => {
  const relation = customers(changes);
  return isAsProtected({ relation, name: from }, { relation, name: into });
};

test('a column is as protected as another of the very same category', () => {
  expect(isFree('email', 'email')).toBe(true);
  expect(isFree('email', 'city')).toBe(false);
  expect(isFree('email', 'city', { city: { category: 'user.contact.email' } })).toBe(true);
  expect(isFree('email', 'city', { city: { category: 'user.contact' } })).toBe(false);
});

test('one that nobody classified is as protected as no other', () => {
  expect(isFree('notes', 'notes')).toBe(false);
});

test('what may be looked up is less protected', () => {
  const exact = { category: 'user.contact.email', lookup: 'exact' } as const;
  expect(isFree('email', 'city', { city: exact })).toBe(false);
  expect(isFree('email', 'city', { city: exact, email: exact })).toBe(true);
  expect(isFree('city', 'email', { city: exact })).toBe(true);
});

test('what is not looked through is less protected', () => {
  const scanned = { category: 'user.contact.email', scan: true };
  const plain = { category: 'user.contact.email' };
  expect(isFree('city', 'email', { city: scanned })).toBe(false);
  expect(isFree('city', 'email', { city: scanned, email: scanned })).toBe(true);
  expect(isFree('email', 'city', { city: scanned })).toBe(true);
  expect(isFree('email', 'city', { city: plain, email: plain })).toBe(true);
});

test('members are those of documents', () => {
  const relation = customers({ 'notes.about': { category: 'user.name' } });
  expect(hasDeclaredMembers({ relation, name: 'notes' })).toBe(true);
  expect(hasDeclaredMembers({ relation, name: 'email' })).toBe(false);
  expect(hasDeclaredMembers({ relation, name: 'nothing' })).toBe(false);
});
