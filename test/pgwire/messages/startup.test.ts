import fc from 'fast-check';
import { serialize } from 'pg-protocol';
import { describe, expect, test } from 'vitest';
import { decodeStartupOptions, decodeStartupPacket, encodeStartupOptions } from '../../../src/pgwire/index.js';

function packet(code: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length, 0);
  head.writeUInt32BE(code, 4);
  return Buffer.concat([head, body]);
}

describe('the first packet', () => {
  test('as pg-protocol writes it is read', () => {
    expect(decodeStartupPacket(serialize.startup({ user: 'ada', database: 'shop' }))).toEqual({
      kind: 'startup',
      minor: 0,
      parameters: new Map([
        ['user', 'ada'],
        ['database', 'shop'],
        ['client_encoding', 'UTF8'],
      ]),
      protocolOptions: [],
    });
    expect(decodeStartupPacket(serialize.requestSsl())).toEqual({ kind: 'ssl_request' });
    expect(decodeStartupPacket(serialize.cancel(7, 9))).toEqual({
      kind: 'cancel_request',
      processId: 7,
      secretKey: Buffer.from([0, 0, 0, 9]),
    });
    expect(decodeStartupPacket(packet(80877104))).toEqual({ kind: 'gssenc_request' });
  });
  test('may ask for protocol 3.2 and have options that nobody knows', () => {
    const body = Buffer.from('user\0ada\0_pq_.test\0on\0\0');
    expect(decodeStartupPacket(packet(0x30002, body))).toMatchObject({
      minor: 2,
      parameters: new Map([['user', 'ada']]),
      protocolOptions: ['_pq_.test'],
    });
  });
  test('of protocol 3.2 may cancel with a long key', () => {
    const body = Buffer.alloc(4 + 32, 5);
    expect(decodeStartupPacket(packet(80877102, body))).toMatchObject({ secretKey: Buffer.alloc(32, 5) });
  });
  test.each([
    ['protocol 2.0', packet(0x20000), '0A000', /unsupported frontend protocol 2\.0: server supports 3\.0 to 3\.2/],
    ['an unknown request', packet(80877105), '0A000', /unsupported frontend protocol 1234\.5681/],
    ['no terminator', packet(0x30000, Buffer.from('user\0ada\0')), '08P01', /invalid startup packet layout/],
    ['a name without a value', packet(0x30000, Buffer.from('user\0')), '08P01', /invalid startup packet layout/],
    ['an unended name', packet(0x30000, Buffer.from('user')), '08P01', /invalid startup packet layout/],
    ['bytes behind the terminator', packet(0x30000, Buffer.from('\0x')), '08P01', /invalid startup packet layout/],
    ['nothing in it', Buffer.from([0, 0, 0, 4]), '0A000', /unsupported frontend protocol 0\.0/],
    ['a short cancel key', packet(80877102, Buffer.alloc(6)), '08P01', /invalid length of cancel request/],
    ['a cancel key of 257 bytes', packet(80877102, Buffer.alloc(261)), '08P01', /invalid length of cancel request/],
  ])('with %s is refused', (_what, bytes, sqlstate, message) => {
    expect(() => decodeStartupPacket(bytes)).toThrowError(
      expect.objectContaining({ sqlstate, message: expect.stringMatching(message) }),
    );
  });
  test('of any bytes raises nothing but a GatewayError', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 4, maxLength: 200 }),
        fc.constantFrom(0x30000, 0x30002, 80877102, null),
        (bytes, code) => {
          const packet = Buffer.from(bytes);
          if (code !== null && packet.length >= 8) packet.writeUInt32BE(code, 4);
          try {
            decodeStartupPacket(packet);
          } catch (fault) {
            expect(fault).toMatchObject({ name: 'GatewayError' });
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the startup parameter `options`', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['', {}, []],
    ['-c a=1', { a: '1' }, []],
    ['-ca=1', { a: '1' }, []],
    ['--a=1', { a: '1' }, []],
    ['--statement-timeout=5s', { statement_timeout: '5s' }, []],
    ['  -c  search_path=a,b   -c damask.purpose=x ', { search_path: 'a,b', 'damask.purpose': 'x' }, []],
    ['-c DateStyle=ISO,\\ MDY', { DateStyle: 'ISO, MDY' }, []],
    ['-c a=\\\\', { a: '\\' }, []],
    ['-c a=b=c', { a: 'b=c' }, []],
    ['-c a=1 -c a=2', { a: '2' }, []],
    ['-c a=', { a: '' }, []],
    ['-O -d 1 -c a=1 -fs', { a: '1' }, ['-O', '-d', '1', '-fs']],
  ])('%j is read as PostgreSQL reads it', (options, settings, others) => {
    const read = decodeStartupOptions(options);
    expect(Object.fromEntries(read.settings)).toEqual(settings);
    expect(read.others).toEqual(others);
  });
  test.each(['-c', '--a', '-c a', '-c =1'])('%j is refused', (options) => {
    expect(() => decodeStartupOptions(options)).toThrowError(expect.objectContaining({ sqlstate: '42601' }));
  });
  test('a value is not shown in the error', () => {
    expect(() => decodeStartupOptions('-c päss')).toThrow(/^a setting in `options` requires a value$/);
  });
  test('words are written so that they are read again', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }).map((text) => `-X${text}`)), (words) => {
        expect(decodeStartupOptions(encodeStartupOptions(words)).others).toEqual(words);
      }),
    );
  });
});
