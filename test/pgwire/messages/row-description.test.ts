import { describe, expect, test } from 'vitest';
import { backend, columnsOf, encodeRowDescription, frameBytes, visitOrigins } from '../../../src/pgwire/index.js';
import { violation } from '../oracle.js';

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

test('columns are compared by name and type alone', () => {
  const described = (name: string, typeOid: number, more: { typeLength?: number; format?: 0 | 1 } = {}): string => {
    const frame = encodeRowDescription([
      { name: 'id', typeOid: 20, typeLength: 8, format: 0 },
      { name, typeOid, typeLength: -1, format: 0, ...more },
    ]);
    return columnsOf(frame, 0, frame.length);
  };
  expect(described('a', 25)).toBe(described('a', 25, { typeLength: 4, format: 1 }));
  expect(new Set([described('a', 25), described('b', 25), described('a', 23)]).size).toBe(3);
});

test('a row description that is too short is none', () => {
  expect(() => visitOrigins(frameBytes(0x54, Buffer.from('\0\x01a\0')), 0, 9, () => false)).toThrowError(
    expect.objectContaining(violation),
  );
});

test('columns that no relation has are written as PostgreSQL writes them', () => {
  const frame = encodeRowDescription([
    { name: 'n', typeOid: 23, typeLength: 4, format: 1 },
    { name: 'text', typeOid: 25, typeLength: -1, format: 0 },
  ]);
  expect(frame.readUInt32BE(1)).toBe(frame.length - 1);
  expect(frame.subarray(5).toString('hex')).toBe(
    ['0002', '6e00', '00000000', '0000', '00000017', '0004', 'ffffffff', '0001'].join('') +
      ['7465787400', '00000000', '0000', '00000019', 'ffff', 'ffffffff', '0000'].join(''),
  );
  const origins: number[] = [];
  visitOrigins(frame, 0, frame.length, (oid, number) => {
    origins.push(oid, number);
    return false;
  });
  expect(origins).toEqual([0, 0, 0, 0]);
});
