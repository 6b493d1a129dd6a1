import { serialize } from 'pg-protocol';
import { expect, test } from 'vitest';
import { countElements } from '../../../src/pgwire/index.js';

const count = (values: (string | Buffer | null)[], ...parameters: number[]) => {
  const frame = serialize.bind({ portal: 'p', statement: 's', values });
  return countElements(frame, 0, frame.length, parameters);
};

const int32s = (...values: readonly number[]) => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) bytes.writeInt32BE(value, 4 * at);
  return bytes;
};

test('elements of arrays as text: as many as there are, or more', () => {
  expect(count(['{a,b,c}'], 1)).toBe(3);
  expect(count(['{{a,b},{c,d}}'], 1)).toBe(4);
  expect(count(['{"a,b"}'], 1)).toBe(2);
  expect(count([null], 1)).toBe(0);
});

test('elements of arrays in binary', () => {
  const one = Buffer.concat([int32s(1, 0, 25, 2, 1), int32s(1), Buffer.from('a'), int32s(-1)]);
  expect(count([one], 1)).toBe(2);
  expect(count([int32s(2, 0, 23, 3, 1, 4, 1, 4, 1)], 1)).toBe(12);
  expect(count([int32s(0, 0, 25)], 1)).toBe(0);
});

test('only those that are asked for', () => {
  expect(count(['{a,b}', '{c}', 'x,y,z'], 1, 2)).toBe(3);
  expect(count(['{a,b}'], 2)).toBe(0);
});

test('what is no array counts for what it could be', () => {
  expect(count([int32s(7, 0, 25, 1, 1)], 1)).toBe(20);
  expect(count([int32s(-1, 0, 25)], 1)).toBe(12);
  expect(count([int32s(3, 0, 25, 1, 1)], 1)).toBe(20);
  expect(count([Buffer.from('abc')], 1)).toBe(3);
});

test('one format is that of all, and none is text', () => {
  const body = (formats: readonly number[], value: Buffer) => {
    const shorts = [formats.length, ...formats, 1].map((number) => Buffer.from([number >> 8, number & 255]));
    const bytes = Buffer.concat([
      Buffer.alloc(5),
      Buffer.from('\0\0'),
      ...shorts,
      int32s(value.length),
      value,
      Buffer.alloc(2),
    ]);
    return countElements(bytes, 0, bytes.length, [1]);
  };
  expect(body([], Buffer.from('{a,b}'))).toBe(2);
  expect(body([0], Buffer.from('{a,b}'))).toBe(2);
  expect(body([1], int32s(0, 0, 25))).toBe(0);
  expect(body([0, 0], Buffer.from('{a,b,c}'))).toBe(3);
});

test('a body that is cut is a broken message', () => {
  const frame = serialize.bind({ portal: 'p', statement: 's', values: ['{a}', '{b}'] });
  for (let end = 5; end < frame.length - 4; end += 1) {
    expect(() => countElements(frame, 0, end, [1, 2])).toThrow('invalid message');
  }
});
