import { expect, test } from 'vitest';
import { memberMask } from '../../../src/enforce/document/member-mask.js';
import { parameterValue } from '../../../src/enforce/document/parameter-value.js';
import { decisionOf, field, keys, mask, pass } from './resource.js';

const shownValue = (
  treatment: ReturnType<typeof mask> | typeof pass,
  value: string,
  type?: 'int8' | 'uuid' | 'text',
) => {
  const entry = field('user.unique_id', type === undefined ? {} : { type });
  const decision = decisionOf({
    entry: { fields: new Map([['id', entry]]) },
    fields: { 'user.unique_id': treatment },
  }).fields.get('id');
  return parameterValue('id', value, { path: 'id', entry, decision }, keys);
};

test('a field that is read as it is may be looked for', () => {
  expect(shownValue(pass, 'a b')).toBe('a b');
});

test.each(['7', '-5', '9007199254740993'])('a pseudonym of an integer is turned back: %s', (id) => {
  const pseudonym = memberMask({ name: 'hash_id', options: undefined }, null, keys)(id, 'number') as {
    readonly number: string;
  };
  expect(pseudonym.number).not.toBe(id);
  expect(shownValue(mask('hash_id'), pseudonym.number)).toBe(id);
  expect(shownValue(mask('hash_id'), pseudonym.number, 'int8')).toBe(id);
});

test('so is one of a UUID', () => {
  const id = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11';
  const pseudonym = memberMask({ name: 'hash_id', options: undefined }, 'uuid', keys)(id, 'string') as string;
  expect(shownValue(mask('hash_id'), pseudonym)).toBe(id);
});

test('what can not be turned back, or is withheld, may not be looked for', () => {
  expect(() => shownValue(mask('pseudonym'), '0123456789abcdef', 'text')).toThrow(/may not read as it is/);
  expect(() => shownValue(mask('last4'), '6789')).toThrow(
    expect.objectContaining({ code: 'refused', hint: expect.stringContaining('one-way') }),
  );
  expect(() => shownValue(mask('hash_id'), 'seven')).toThrow(/may not read as it is/);
  expect(() => parameterValue('q', 'x', { path: 'ssn', entry: undefined, decision: undefined }, keys)).toThrow(
    /finds records by `ssn`/,
  );
});
