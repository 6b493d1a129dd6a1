import { serialize } from 'pg-protocol';
import { describe, expect, test } from 'vitest';
import { decodeQuery, encodeQuery, frameBytes, frontend } from '../../../src/pgwire/index.js';
import { within } from '../within.js';

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
