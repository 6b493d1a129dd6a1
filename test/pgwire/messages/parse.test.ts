import { serialize } from 'pg-protocol';
import { describe, expect, test } from 'vitest';
import { decodeParameterTypes, decodeParse, encodeParse, frameBytes, frontend } from '../../../src/pgwire/index.js';
import { within } from '../within.js';

describe('Parse', () => {
  test('is read as pg-protocol writes it, and written back to the same bytes', () => {
    const frame = serialize.parse({ name: 'näme', text: 'SELECT $1', types: [23, 25] });
    const parse = decodeParse(...within(frame));
    expect(Buffer.from(parse.name, 'latin1').toString()).toBe('näme');
    expect(parse.text).toBe('SELECT $1');
    expect(encodeParse(parse, parse.textBytes)).toEqual(frame);
  });
  test('gets another text and keeps name and types', () => {
    const parse = decodeParse(...within(serialize.parse({ name: 'a', text: 'SELECT $1', types: [23] })));
    expect(encodeParse(parse, Buffer.from('SELECT $1 + 1'))).toEqual(
      serialize.parse({ name: 'a', text: 'SELECT $1 + 1', types: [23] }),
    );
  });
  test('may declare as many parameters as a statement can have', () => {
    const types = Array.from({ length: 65_535 }, (_, index) => index);
    const parse = decodeParse(...within(serialize.parse({ name: '', text: 'SELECT 1', types })));
    expect(decodeParameterTypes(parse.typeBytes)).toEqual(types);
  });
  test.each([
    ['no types', Buffer.from('a\0SELECT 1\0')],
    ['fewer types than it says', Buffer.from('a\0SELECT 1\0\0\x02\0\0\0\x01')],
    ['more behind it', Buffer.from('a\0SELECT 1\0\0\0x')],
    ['65,535 types, and none there', Buffer.from('a\0SELECT 1\0\xff\xff', 'latin1')],
    ['no text', Buffer.from('a\0')],
  ])('with %s is broken', (_what, body) => {
    expect(() => decodeParse(...within(frameBytes(frontend.parse, body)))).toThrow('invalid message format');
  });
});
