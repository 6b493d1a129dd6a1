import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../../src/errors/index.js';
import {
  decodeErrorFields,
  encodeErrorResponse,
  encodeNoticeResponse,
  errorResponseOf,
  frameBytes,
} from '../../../src/pgwire/index.js';
import { oracle, violation } from '../oracle.js';

describe('an ErrorResponse of the gateway', () => {
  const error = new GatewayError('refused', 'no', { detail: 'd', hint: 'h', position: 3 });
  test('golden bytes', () => {
    expect(errorResponseOf(error, 'ERROR').toString('latin1')).toBe(
      'E\0\0\0\x27SERROR\0VERROR\0C42501\0Mno\0Dd\0Hh\0P3\0\0',
    );
  });
  test('may have the name of a function of PostgreSQL’s', () => {
    const bytes = errorResponseOf(new GatewayError('refused', 'no', { routine: 'says_no' }), 'ERROR');
    expect(decodeErrorFields(bytes, 0, bytes.length).get('R')).toBe('says_no');
    const plain = errorResponseOf(error, 'ERROR');
    expect(decodeErrorFields(plain, 0, plain.length).has('R')).toBe(false);
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

test('the fields of an error are read back, known or not', () => {
  const fields = new Map([
    ['S', 'ERROR'],
    ['M', 'größer'],
    ['q', 'SELECT'],
  ]);
  const frame = encodeErrorResponse(fields);
  expect(decodeErrorFields(frame, 0, frame.length)).toEqual(fields);
});

test('a notice is read by pg-protocol', async () => {
  expect(await oracle(encodeNoticeResponse(new Map([['M', 'mind']])))).toMatchObject([
    { name: 'notice', message: 'mind' },
  ]);
});

test('an error without any field is read', () => {
  expect(decodeErrorFields(frameBytes(0x45, Buffer.alloc(1)), 0, 6)).toEqual(new Map());
});

test.each(['Mx\0', 'Mx', '\0x', ''])('%j is no error', (body) => {
  const frame = frameBytes(0x45, Buffer.from(body));
  expect(() => decodeErrorFields(frame, 0, frame.length)).toThrowError(expect.objectContaining(violation));
});
