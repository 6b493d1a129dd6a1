import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { InvariantError } from '../../src/base/index.js';
import { deriveKeys, maskKeys } from '../../src/masks/index.js';

const master = Buffer.alloc(32, 7);

/** RFC 5869 written out: extract with an empty salt, expand by one block. */
function hkdf(key: Buffer, info: string): string {
  const extracted = createHmac('sha256', Buffer.alloc(32)).update(key).digest();
  return createHmac('sha256', extracted)
    .update(info)
    .update(Buffer.from([1]))
    .digest('hex');
}

test('each purpose has a key of its own, and all have the shared one', () => {
  const [one, two] = [deriveKeys(master, 'one'), deriveKeys(master, 'two')];
  expect(one.purposeKey.toString('hex')).toBe(hkdf(master, 'damask mask key, purpose:one'));
  expect(two.purposeKey.toString('hex')).toBe(hkdf(master, 'damask mask key, purpose:two'));
  expect(one.sharedKey.toString('hex')).toBe(hkdf(master, 'damask mask key, shared'));
  expect(one.sharedKey.equals(two.sharedKey)).toBe(true);
});

test('a master key of any other length is a fault', () => {
  expect(() => deriveKeys(Buffer.alloc(31), 'one')).toThrow(InvariantError);
});

test('settings hold the two blocks of HMAC for each scope, under names that a setting may have', () => {
  const keys = deriveKeys(master, 'Märkte & "more"');
  const settings = maskKeys({ purpose: 'Märkte & "more"', ...keys }).settings();
  expect([...settings.keys()].every((name) => /^damask\.[a-z_][a-z0-9_]*$/.test(name))).toBe(true);
  expect([...settings.values()].every((value) => /^[0-9a-f]{128}$/.test(value))).toBe(true);
  const padded = (key: Buffer, pad: number) => Buffer.concat([key, Buffer.alloc(32)]).map((byte) => byte ^ pad);
  expect([...settings.values()]).toEqual(
    [
      padded(keys.purposeKey, 0x36),
      padded(keys.purposeKey, 0x5c),
      padded(keys.sharedKey, 0x36),
      padded(keys.sharedKey, 0x5c),
    ].map((block) => Buffer.from(block).toString('hex')),
  );
});

test('purposes never share a setting, however alike their names are', () => {
  const names = ['a', 'A', 'a ', 'a_i', 'shared', 'ä', ''].map(
    (purpose) =>
      [
        ...maskKeys({ purpose, ...deriveKeys(master, purpose) })
          .settings()
          .keys(),
      ][0],
  );
  expect(new Set(names).size).toBe(names.length);
});

test('the keys can not be seen by looking at the object', () => {
  const keys = deriveKeys(master, 'one');
  const shown = JSON.stringify(maskKeys({ purpose: 'one', ...keys }));
  expect(shown).toBe('{}');
});
