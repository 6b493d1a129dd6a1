import { expect, test } from 'vitest';
import { issueOf, keys, mask, masked, typed } from './masked.js';

test('is keyed and injective, and takes integers and UUIDs alone', () => {
  expect(mask('hash_id')).toMatchObject({ keyed: true, injective: true });
  expect(
    ['smallint', 'integer', 'bigint', 'uuid', 'numeric', 'text'].filter((declared) =>
      mask('hash_id').takes(typed(declared)),
    ),
  ).toEqual(['smallint', 'integer', 'bigint', 'uuid']);
});

test('stays the same from release to release', () => {
  expect(masked(mask('hash_id'), 'integer', '42')).toMatchInlineSnapshot(`"199332325"`);
  expect(masked(mask('hash_id'), 'bigint', '42')).toMatchInlineSnapshot(`"1343108843595917180"`);
  expect(
    masked(mask('hash_id', { scope: 'shared' }), 'uuid', 'c0ffee00-0000-4000-8000-000000000001'),
  ).toMatchInlineSnapshot(`"68c75554-9708-4a2a-9885-42ab7a3e01b7"`);
});

test('a text that is no value of the type is masked whole', () => {
  for (const value of ['', 'x', '1.5', '32768', '99999999999999999999']) {
    expect(mask('hash_id').apply(value, typed('smallint'), keys)).toBe(null);
  }
  expect(mask('hash_id').apply('c0ffee', typed('uuid'), keys)).toBe(null);
});

test('its scope is purpose or shared', () => {
  for (const options of [{ scope: 'x' }, { length: 8 }, 'shared']) {
    expect(issueOf('hash_id', options)).toBe('mask `hash_id` takes { scope }: purpose or shared');
  }
});
