import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { deriveKeys, maskKeys } from '../../src/masks/index.js';
import { issueOf, keys, mask, masked, typed } from './masked.js';

const { purposeKey, sharedKey } = deriveKeys(Buffer.alloc(32, 7), 'analytics');
const hmac = (key: Buffer, value: string) => createHmac('sha256', key).update(value).digest('hex');

test('is HMAC-SHA-256 in hex, sixteen digits unless said otherwise', () => {
  expect(masked(mask('pseudonym'), 'text', 'ada@example.com')).toBe(hmac(purposeKey, 'ada@example.com').slice(0, 16));
  expect(masked(mask('pseudonym', { length: 64, scope: 'shared' }), 'text', 'é')).toBe(hmac(sharedKey, 'é'));
});

test('another purpose has other pseudonyms, unless they are shared', () => {
  const others = maskKeys({ purpose: 'marketing', ...deriveKeys(Buffer.alloc(32, 7), 'marketing') });
  const both = (options: unknown) =>
    [keys, others].map((one) => mask('pseudonym', options).apply('ada', typed('text'), one));
  expect(new Set(both(undefined)).size).toBe(2);
  expect(new Set(both({ scope: 'shared' })).size).toBe(1);
});

test('of an integer or UUID it is what hash_id gives', () => {
  for (const [declared, value] of [
    ['integer', '42'],
    ['uuid', 'c0ffee00-0000-4000-8000-000000000001'],
  ] as const) {
    expect(masked(mask('pseudonym'), declared, value)).toBe(masked(mask('hash_id'), declared, value));
  }
});

test('char(n) is padded, and its padding is no part of the value', () => {
  expect(masked(mask('pseudonym', { length: 8 }), 'character(10)', 'ada       ')).toBe(
    `${hmac(purposeKey, 'ada').slice(0, 8)}  `,
  );
});

test('does not take a column that is too short for it', () => {
  expect(mask('pseudonym').takes(typed('character varying(15)'))).toBe(false);
  expect(mask('pseudonym').takes(typed('character varying(16)'))).toBe(true);
  expect(mask('pseudonym', { length: 64 }).takes(typed('name'))).toBe(false);
  expect(mask('pseudonym').takes(typed('date'))).toBe(false);
});

test('counts as injective from 128 bits on, and then does not take citext, whose equality is not that of bytes', () => {
  expect(mask('pseudonym', { length: 31 }).injective).toBe(false);
  expect(mask('pseudonym', { length: 32 }).injective).toBe(true);
  const citext = { typname: 'citext', declared: 'public.citext' };
  expect(mask('pseudonym', { length: 31 }).takes(citext)).toBe(true);
  expect(mask('pseudonym', { length: 32 }).takes(citext)).toBe(false);
});

test('its length is 8 to 64, its scope purpose or shared', () => {
  const right = 'mask `pseudonym` takes { length, scope }: length from 8 to 64, scope purpose or shared';
  for (const options of [{ length: 7 }, { length: 65 }, { length: '16' }, { scope: 'all' }, { size: 16 }, 16]) {
    expect(issueOf('pseudonym', options)).toBe(right);
  }
});
