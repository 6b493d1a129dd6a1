import { expect, test } from 'vitest';
import { carriedSettings, nothingCarried } from '../../../src/pg/pool/carried-settings.js';
import type { ServerLink } from '../../../src/pg/pool/server-link.js';
import { Variant } from '../../../src/pg/pool/variant.js';

const german = carriedSettings(new Map([['lc_messages', 'de']]));
const linkOf = (settings = nothingCarried, lastUser: unknown = null) =>
  ({ settings, lastUser, isClosed: false }) as ServerLink;

test('the connection used last is next, one with the same settings before it', () => {
  const variant = new Variant(new Map());
  const [one, two, three] = [linkOf(), linkOf(german), linkOf()];
  for (const link of [one, two, three, three]) variant.free(link);
  expect(variant.idle).toEqual([one, two, three]);
  expect(variant.takeIdle(german, false)).toBe(two);
  expect(variant.takeIdle(german, false)).toBe(three);
  expect(variant.takeIdle(nothingCarried, false)).toBe(one);
  expect(variant.takeIdle(nothingCarried, false)).toBeNull();
  expect(variant.isUnused).toBe(true);
});

test('or the one used longest ago, whatever it has', () => {
  const variant = new Variant(new Map());
  const [one, two] = [linkOf(german), linkOf()];
  for (const link of [one, two]) variant.free(link);
  expect(variant.takeIdle(nothingCarried, true)).toBe(one);
  expect(variant.takeIdle(german, true)).toBe(two);
});

test('who had it last finds it while nobody has had it since', () => {
  const variant = new Variant(new Map());
  const [mine, theirs] = [{}, {}] as ServerLink['lastUser'][];
  const link = linkOf(nothingCarried, mine);
  variant.free(linkOf(nothingCarried, theirs));
  variant.free(link);
  expect(variant.takeOf(mine as never)).toBe(link);
  expect(variant.takeOf(mine as never)).toBeNull();
});

test('one that is gone is in no list', () => {
  const variant = new Variant(new Map());
  const link = linkOf();
  variant.free(link);
  variant.pipelined.push(link);
  variant.lose(link);
  expect([variant.idle, variant.pipelined]).toEqual([[], []]);
});
