import { expect, test } from 'vitest';
import { InvariantError } from '../../../src/base/index.js';
import { memberAscii, memberMask } from '../../../src/enforce/document/member-mask.js';
import { asciiSpareBytes as jsonSpareBytes } from '../../../src/json/index.js';
import { asciiSpareBytes } from '../../../src/masks/index.js';
import { keys } from './resource.js';

const masked = (
  name: string,
  options: unknown,
  typname: string | null,
  text: string,
  type: 'string' | 'number' | 'boolean' = 'string',
) => memberMask({ name, options }, typname, keys)(text, type);

test('a text stays a text, a number a number, true or false what it is', () => {
  expect(masked('initial', undefined, null, 'Ada')).toBe('A.');
  expect(masked('bucket', 50, 'numeric', '149.90', 'number')).toEqual({
    number: expect.stringMatching(/^100(\.00)?$/),
  });
  expect(masked('bucket', 50, 'numeric', '149.90')).toMatch(/^100(\.00)?$/);
  expect(masked('hash_id', undefined, 'int8', '7', 'number')).toEqual({ number: expect.stringMatching(/^\d+$/) });
  expect(masked('hash_id', undefined, 'int8', '7')).toMatch(/^\d+$/);
  expect(masked('redact', undefined, null, 'true', 'boolean')).toBe(false);
  expect(masked('redact', undefined, 'bool', 'true')).toBe('false');
  expect(masked('redact', undefined, 'text', '5', 'number')).toBe('[redacted]');
});

test('moments come back as RFC 3339', () => {
  expect(masked('year', undefined, 'timestamptz', '2024-05-01T10:00:00Z')).toBe('2024-01-01T00:00:00Z');
  expect(masked('month', undefined, 'timestamp', '2024-05-01T10:00:00')).toBe('2024-05-01T00:00:00');
  expect(masked('year', undefined, 'date', '2024-05-01')).toBe('2024-01-01');
});

test('what the mask can not take, or masks to nothing, becomes null', () => {
  expect(masked('last4', undefined, null, '123456789', 'number')).toBeNull();
  expect(masked('hash_id', undefined, null, 'Ada')).toBeNull();
  expect(masked('null', undefined, null, 'Ada')).toBeNull();
});

test('bytes are masked without a string where the member is a text to the mask, and nowhere else', () => {
  const ascii = (name: string, typname: string | null) => memberAscii({ name, options: undefined }, typname);
  for (const name of ['initial', 'last4', 'email', 'year', 'redact']) {
    expect(ascii(name, null), name).not.toBeNull();
    expect(ascii(name, 'text'), name).not.toBeNull();
    expect(ascii(name, 'date'), name).toBeNull();
    expect(ascii(name, 'numeric'), name).toBeNull();
  }
  for (const name of ['null', 'pseudonym', 'hash_id', 'ip_prefix']) expect(ascii(name, null), name).toBeNull();
});

test('the room that a body gives a mask is what the mask may take', () => {
  expect(jsonSpareBytes).toBeGreaterThanOrEqual(asciiSpareBytes);
});

test('a mask that does not exist is a fault of ours', () => {
  expect(() => memberMask({ name: 'nothing', options: undefined }, null, keys)).toThrow(InvariantError);
});
