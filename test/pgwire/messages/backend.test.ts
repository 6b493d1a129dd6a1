import { PassThrough } from 'node:stream';
import { parse } from 'pg-protocol';
import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/index.js';
import {
  backend,
  decodeBackendKeyData,
  decodeCommandTag,
  decodeErrorFields,
  decodeNotification,
  decodeParameterStatus,
  decodeReadyStatus,
  encodeAuthenticationCleartextPassword,
  encodeAuthenticationOk,
  encodeAuthenticationSasl,
  encodeAuthenticationSaslContinue,
  encodeAuthenticationSaslFinal,
  encodeBackendKeyData,
  encodeCommandComplete,
  encodeErrorResponse,
  encodeNegotiateProtocolVersion,
  encodeNoticeResponse,
  encodeNotification,
  encodeParameterStatus,
  encodeReadyForQuery,
  errorResponseOf,
  frameBytes,
  visitOrigins,
} from '../../../src/pgwire/index.js';

/** What pg-protocol reads in a server's bytes. */
async function oracle(bytes: Buffer): Promise<Record<string, unknown>[]> {
  const stream = new PassThrough();
  const messages: Record<string, unknown>[] = [];
  const done = parse(stream, (message) => messages.push(message as unknown as Record<string, unknown>));
  stream.end(bytes);
  await done;
  return messages;
}

test('pg-protocol reads what is written', async () => {
  const messages = await oracle(
    Buffer.concat([
      encodeAuthenticationOk(),
      encodeAuthenticationCleartextPassword(),
      encodeAuthenticationSasl(['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256']),
      encodeAuthenticationSaslContinue(Buffer.from('r=x')),
      encodeAuthenticationSaslFinal(Buffer.from('v=y')),
      encodeParameterStatus({ name: 'server_version', value: '18.0' }),
      encodeBackendKeyData({ processId: 77, secretKey: Buffer.from([0, 0, 0, 9]) }),
      encodeReadyForQuery('T'),
      encodeCommandComplete('SELECT 3'),
      encodeNotification({ processId: 5, channel: 'c', payload: 'p' }),
      encodeNoticeResponse(
        new Map([
          ['S', 'NOTICE'],
          ['M', 'mind'],
        ]),
      ),
    ]),
  );
  expect(messages).toMatchObject([
    { name: 'authenticationOk' },
    { name: 'authenticationCleartextPassword' },
    { name: 'authenticationSASL', mechanisms: ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256'] },
    { name: 'authenticationSASLContinue', data: 'r=x' },
    { name: 'authenticationSASLFinal', data: 'v=y' },
    { name: 'parameterStatus', parameterName: 'server_version', parameterValue: '18.0' },
    { name: 'backendKeyData', processID: 77, secretKey: 9 },
    { name: 'readyForQuery', status: 'T' },
    { name: 'commandComplete', text: 'SELECT 3' },
    { name: 'notification', processId: 5, channel: 'c', payload: 'p' },
    { name: 'notice', message: 'mind' },
  ]);
});

describe('an ErrorResponse of the gateway', () => {
  const error = new GatewayError('refused', 'no', { detail: 'd', hint: 'h', position: 3 });
  test('golden bytes', () => {
    expect(errorResponseOf(error, 'ERROR').toString('latin1')).toBe(
      'E\0\0\0\x27SERROR\0VERROR\0C42501\0Mno\0Dd\0Hh\0P3\0\0',
    );
  });
  test('is read by pg-protocol', async () => {
    expect(await oracle(errorResponseOf(error, 'FATAL'))).toMatchObject([
      { name: 'error', severity: 'FATAL', code: '42501', message: 'no', detail: 'd', hint: 'h', position: '3' },
    ]);
  });
  test('is one message whatever its text', () => {
    const bytes = errorResponseOf(new GatewayError('refused', 'a\0b'), 'ERROR');
    expect(decodeErrorFields(bytes, 0, bytes.length).get('M')).toBe('a');
  });
});

test('errors, parameters, notifications, keys, tags and statuses are read back', () => {
  const fields = new Map([
    ['S', 'ERROR'],
    ['M', 'größer'],
    ['q', 'SELECT'],
  ]);
  const error = encodeErrorResponse(fields);
  expect(decodeErrorFields(error, 0, error.length)).toEqual(fields);
  const parameter = encodeParameterStatus({ name: 'a', value: 'b' });
  expect(decodeParameterStatus(parameter, 0, parameter.length)).toEqual({ name: 'a', value: 'b' });
  const notification = encodeNotification({ processId: 1, channel: 'c', payload: '' });
  expect(decodeNotification(notification, 0, notification.length)).toEqual({ processId: 1, channel: 'c', payload: '' });
  for (const bytes of [4, 32, 256]) {
    const key = { processId: 9, secretKey: Buffer.alloc(bytes, 1) };
    const frame = encodeBackendKeyData(key);
    expect(decodeBackendKeyData(frame, 0, frame.length)).toEqual(key);
  }
  const tag = encodeCommandComplete('ROLLBACK');
  expect(decodeCommandTag(tag, 0, tag.length)).toBe('ROLLBACK');
  for (const status of ['I', 'T', 'E'] as const) {
    expect(decodeReadyStatus(encodeReadyForQuery(status), 0, 6)).toBe(status);
  }
});

test('NegotiateProtocolVersion, golden bytes', () => {
  expect(encodeNegotiateProtocolVersion(2, ['_pq_.x']).toString('hex')).toBe(
    '7600000013' + '00030002' + '00000001' + Buffer.from('_pq_.x\0').toString('hex'),
  );
});

describe('broken messages of a server', () => {
  test.each([
    ['an error without its end', () => decodeErrorFields(frameBytes(0x45, Buffer.from('Mx\0')), 0, 8)],
    ['an error with bytes behind its end', () => decodeErrorFields(frameBytes(0x45, Buffer.from('\0x')), 0, 7)],
    ['a status that is none', () => decodeReadyStatus(frameBytes(0x5a, Buffer.from('X')), 0, 6)],
    ['a parameter without a value', () => decodeParameterStatus(frameBytes(0x53, Buffer.from('a\0')), 0, 7)],
    ['a tag without an end', () => decodeCommandTag(frameBytes(0x43, Buffer.from('a')), 0, 6)],
    [
      'a row description that is too short',
      () => visitOrigins(frameBytes(0x54, Buffer.from('\0\x01a\0')), 0, 9, () => false),
    ],
  ])('%s raises a protocol violation', (_what, decode) => {
    expect(decode).toThrowError(expect.objectContaining({ code: 'protocol_violation' }));
  });
  test('an error without any field is read', () => {
    expect(decodeErrorFields(frameBytes(0x45, Buffer.alloc(1)), 0, 6)).toEqual(new Map());
  });
});

describe('the origins in a RowDescription', () => {
  const column = (name: string, table: number, attribute: number): Buffer => {
    const rest = Buffer.alloc(18);
    rest.writeUInt32BE(table, 0);
    rest.writeInt16BE(attribute, 4);
    return Buffer.concat([Buffer.from(`${name}\0`), rest]);
  };
  const frame = frameBytes(
    backend.rowDescription,
    Buffer.from([0, 3]),
    column('a', 16384, 2),
    column('?column?', 0, 0),
    column('ä', 0xfffffff0, 1),
  );
  test('are shown in order', () => {
    const seen: [number, number][] = [];
    expect(visitOrigins(frame, 0, frame.length, (table, attribute) => seen.push([table, attribute]) === 0)).toBe(false);
    expect(seen).toEqual([
      [16384, 2],
      [0, 0],
      [0xfffffff0, 1],
    ]);
  });
  test('stop when the visitor says so', () => {
    let seen = 0;
    expect(visitOrigins(frame, 0, frame.length, () => ++seen === 2)).toBe(true);
    expect(seen).toBe(2);
  });
});
