import { expect, test } from 'vitest';
import { type FoundBy, settleInput } from '../../../../src/enforce/document/graphql/settle-input.js';
import { compileMask } from '../../../../src/masks/index.js';
import { keys, mask, pass } from '../resource.js';
import { planOf } from './contacts-plan.js';

const settle = (
  tested: Parameters<typeof planOf>[0],
  coordinate: string,
  value: unknown,
  mutation: string | null = null,
  found: FoundBy[] = [],
) => settleInput(planOf(tested), { coordinate, mutation, value }, found);

test('who may read a field as it is may find by it; an input that nobody declared is refused', () => {
  const clear = { fields: { user: pass } };
  expect(settle(clear, 'Filter.email', 'a@b')).toBe('a@b');
  expect(settle(clear, 'Query.contacts(first:)', 3)).toBe(3);
  expect(() => settle(clear, 'Query.contacts(where:)', 'a')).toThrow('is not declared');
  expect(() => settle({}, 'Filter.email', 'a@b')).toThrow('may not read as it is');
  expect(() => settle({}, 'Filter.email', null)).toThrow('may not read as it is');
  expect(() => settle({ fields: { user: mask('redact') } }, 'Filter.email', 'a@b')).toThrow('may not read as it is');
});

test('values that sort are those that are declared', () => {
  expect(settle({ fields: { user: pass } }, 'Query.contacts(order:)', 'NAME')).toBe('NAME');
  expect(settle({}, 'Query.contacts(order:)', null)).toBe(null);
  expect(() => settle({ fields: { user: pass } }, 'Query.contacts(order:)', 'ID')).toThrow('not declared');
  expect(() => settle({ fields: { user: pass } }, 'Query.contacts(order:)', 1)).toThrow('not declared');
  expect(() => settle({}, 'Query.contacts(order:)', 'NAME')).toThrow('sorts or finds');
});

test('a pseudonym that leads back is turned back, as what it was', () => {
  const masked = { fields: { user: mask('hash_id') } };
  const hash = compileMask({ name: 'hash_id', options: undefined });
  if ('issue' in hash) throw new Error(hash.issue);
  const pseudonym = hash.apply('7', { typname: 'int8', declared: 'bigint' }, keys);
  expect(settle(masked, 'Filter.id', pseudonym)).toBe('7');
  for (const value of [null, {}, 1.5, true]) expect(() => settle(masked, 'Filter.id', value)).toThrow();
});

test('what a mutation is given is written, unless it finds', () => {
  const writer = { fields: { user: pass }, write: ['user.name'] };
  expect(settle(writer, 'Mutation.rename(name:)', 'x', 'rename')).toBe('x');
  expect(() => settle({ fields: { user: pass } }, 'Mutation.rename(name:)', 'x', 'rename')).toThrow(
    'may not be written',
  );
  const found: FoundBy[] = [];
  expect(settle(writer, 'Mutation.rename(id:)', 7, 'rename', found)).toBe(7);
  expect(found).toEqual([{ mutation: 'rename', field: 'Contact.id', value: 7 }]);
});

test('what is written to a field that is seen masked is turned back, or must be no mask', () => {
  const writer = (name: string) => ({ fields: { user: mask(name) }, write: ['user.name'] });
  expect(settle(writer('initial'), 'Mutation.rename(name:)', 'Ada', 'rename')).toBe('Ada');
  expect(settle(writer('initial'), 'Mutation.rename(name:)', ['Ada', 'Bo'], 'rename')).toEqual(['Ada', 'Bo']);
  for (const value of ['A.', null, { a: 'Ada' }, ['Ada', 'A.']]) {
    expect(() => settle(writer('initial'), 'Mutation.rename(name:)', value, 'rename')).toThrow('is not written back');
  }
  const uuid = '6d0c1f3e-27f7-4a51-9c3b-0a5d5d3a1c11';
  const hash = compileMask({ name: 'hash_id', options: undefined });
  if ('issue' in hash) throw new Error(hash.issue);
  const pseudonym = hash.apply(uuid, { typname: 'uuid', declared: 'uuid' }, keys);
  expect(settle(writer('hash_id'), 'Mutation.rename(name:)', pseudonym, 'rename')).toBe(uuid);
});

test('numbers that are written stay what they are', () => {
  const writer = { fields: { user: mask('bucket', 50) }, write: ['user.name'] };
  expect(settle(writer, 'Mutation.rename(name:)', 77, 'rename')).toBe(77);
  expect(settle(writer, 'Mutation.rename(name:)', [77, 1.5], 'rename')).toEqual([77, 1.5]);
  expect(() => settle(writer, 'Mutation.rename(name:)', 50, 'rename')).toThrow('is not written back');
});

test('a number that finds is a number again', () => {
  const masked = { fields: { user: mask('hash_id') } };
  const hash = compileMask({ name: 'hash_id', options: undefined });
  if ('issue' in hash) throw new Error(hash.issue);
  for (let id = 1; id < 2_000; id += 1) {
    const pseudonym = Number(hash.apply(String(id), { typname: 'int8', declared: 'bigint' }, keys));
    if (Number.isSafeInteger(pseudonym)) {
      expect(settle(masked, 'Filter.id', pseudonym)).toBe(id);
      break;
    }
    expect(() => settle(masked, 'Filter.id', pseudonym)).toThrow();
  }
});
