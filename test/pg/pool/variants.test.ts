import { expect, test } from 'vitest';
import type { ServerLink } from '../../../src/pg/pool/server-link.js';
import { Variants } from '../../../src/pg/pool/variants.js';

const linkUsedAt = (usedMs: number) => ({ usedMs }) as ServerLink;

test('the same parameters in another order are the same variant', () => {
  const variants = new Variants();
  const one = variants.of(
    new Map([
      ['a', '1'],
      ['b', '2'],
    ]),
  );
  const other = variants.of(
    new Map([
      ['b', '2'],
      ['a', '1'],
    ]),
  );
  expect(other).toBe(one);
  expect(variants.of(new Map([['a', '1']]))).not.toBe(one);
  for (const [name, value] of [
    ['a', '2'],
    ['b', '1'],
  ] as const) {
    expect(variants.of(new Map([[name, value]])).parameters).toEqual(new Map([[name, value]]));
  }
});

test('spare is the connection of another variant that was used longest ago', () => {
  const variants = new Variants();
  const [wanted, one, other] = ['w', 'x', 'y'].map((value) => variants.of(new Map([['a', value]])));
  expect(variants.spareOf(wanted as never)).toBeNull();
  wanted?.idle.push(linkUsedAt(1));
  one?.idle.push(linkUsedAt(5), linkUsedAt(9));
  other?.idle.push(linkUsedAt(3));
  expect(variants.spareOf(wanted as never)?.usedMs).toBe(3);
});

test('where there are many, those that nobody has any use for are forgotten, and no others', () => {
  const variants = new Variants();
  const all = Array.from({ length: 70 }, (_, at) => variants.of(new Map([['a', String(at)]])));
  for (const variant of all.slice(0, 66)) variant.clients = 1;
  expect(variants.clients).toBe(66);
  variants.forgetUnused();
  expect([...variants]).toEqual(all.slice(0, 66));
  for (const variant of all) variant.clients = 0;
  variants.forgetUnused();
  expect([...variants]).toHaveLength(64);
});
