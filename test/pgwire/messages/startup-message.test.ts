import fc from 'fast-check';
import { serialize } from 'pg-protocol';
import { describe, expect, test } from 'vitest';
import { decodeStartupPacket } from '../../../src/pgwire/index.js';

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
