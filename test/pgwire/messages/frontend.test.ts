import { serialize } from 'pg-protocol';
import { describe, expect, test } from 'vitest';
import {
  decodeBindHead,
  decodeExecute,
  decodeNamedTarget,
  decodeParse,
  decodeQuery,
  encodeDescribe,
  encodeParse,
  encodeQuery,
  frameBytes,
  frontend,
} from '../../../src/pgwire/index.js';

/** A decoder sees its message in the middle of other bytes. */
function within(frame: Buffer): [Buffer, number, number] {
  return [Buffer.concat([Buffer.from('before'), frame, Buffer.from('after\0')]), 6, 6 + frame.length];
}

describe('Query', () => {
  test('is read as pg-protocol writes it', () => {
    const query = decodeQuery(...within(serialize.query('SELECT ‘ä’ -- 🦊')));
    expect(query.text).toBe('SELECT ‘ä’ -- 🦊');
    expect(query.textBytes).toEqual(Buffer.from('SELECT ‘ä’ -- 🦊'));
  });
  test('golden bytes', () => {
    expect(encodeQuery('SELECT 1').toString('hex')).toBe('510000000d53454c4543542031' + '00');
  });
  test.each([
    ['no NUL', Buffer.from('SELECT 1')],
    ['a NUL in the middle', Buffer.from('SELECT 1\0; DROP TABLE t\0')],
    ['nothing', Buffer.alloc(0)],
  ])('with %s is broken', (_what, body) => {
    expect(() => decodeQuery(...within(frameBytes(frontend.query, body)))).toThrow('invalid message format');
  });
  test('that is no UTF-8 is refused as PostgreSQL does', () => {
    const frame = frameBytes(frontend.query, Buffer.from([0x27, 0xc3, 0x28, 0x27, 0]));
    expect(() => decodeQuery(...within(frame))).toThrowError(expect.objectContaining({ sqlstate: '22021' }));
  });
});

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
  test.each([
    ['no types', Buffer.from('a\0SELECT 1\0')],
    ['fewer types than it says', Buffer.from('a\0SELECT 1\0\0\x02\0\0\0\x01')],
    ['more behind it', Buffer.from('a\0SELECT 1\0\0\0x')],
    ['a negative count', Buffer.from('a\0SELECT 1\0\xff\xff', 'latin1')],
    ['no text', Buffer.from('a\0')],
  ])('with %s is broken', (_what, body) => {
    expect(() => decodeParse(...within(frameBytes(frontend.parse, body)))).toThrow('invalid message format');
  });
});

describe('Bind', () => {
  test('shows its names as pg-protocol writes them', () => {
    const [bytes, start, end] = within(serialize.bind({ portal: 'p', statement: 'st', values: ['x'] }));
    expect(decodeBindHead(bytes, start + 5, end)).toEqual({ portal: 'p', statement: 'st' });
  });
  test('of unnamed ones has empty names', () => {
    const [bytes, start, end] = within(serialize.bind({ values: [] }));
    expect(decodeBindHead(bytes, start + 5, end)).toEqual({ portal: '', statement: '' });
  });
  test('shows none when they do not end in what is there', () => {
    expect(decodeBindHead(Buffer.from('p\0statement'), 0, 11)).toBeNull();
    expect(decodeBindHead(Buffer.from('p\0s\0'), 0, 3)).toBeNull();
    expect(decodeBindHead(Buffer.alloc(8), 0, 1)).toBeNull();
  });
});

describe('Execute, Describe and Close', () => {
  test('are read as pg-protocol writes them', () => {
    expect(decodeExecute(...within(serialize.execute({ portal: 'p', rows: 7 })))).toEqual({ portal: 'p', rowsMax: 7 });
    expect(decodeNamedTarget(...within(serialize.describe({ type: 'S', name: 'n' })))).toEqual({
      kind: 'statement',
      name: 'n',
    });
    expect(decodeNamedTarget(...within(serialize.close({ type: 'P' })))).toEqual({ kind: 'portal', name: '' });
  });
  test('Describe is written as pg-protocol writes it', () => {
    expect(encodeDescribe({ kind: 'portal', name: 'p' })).toEqual(serialize.describe({ type: 'P', name: 'p' }));
    expect(encodeDescribe({ kind: 'statement', name: '' })).toEqual(serialize.describe({ type: 'S' }));
  });
  test('broken ones are told', () => {
    const broken = [Buffer.from('Xn\0'), Buffer.from('Sn'), Buffer.from('Sn\0x'), Buffer.alloc(0)];
    for (const body of broken) {
      expect(() => decodeNamedTarget(...within(frameBytes(frontend.describe, body)))).toThrow('invalid message format');
    }
    for (const body of [Buffer.from('p\0\0\0'), Buffer.from('p\0\0\0\0\0\0'), Buffer.from('p')]) {
      expect(() => decodeExecute(...within(frameBytes(frontend.execute, body)))).toThrow('invalid message format');
    }
  });
});
