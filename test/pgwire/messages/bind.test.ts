import { serialize } from 'pg-protocol';
import { expect, test } from 'vitest';
import { decodeBind } from '../../../src/pgwire/index.js';

const decode = (frame: Buffer) => decodeBind(frame, 0, frame.length);

test('names, parameters and result formats are read as a driver writes them', () => {
  const frame = serialize.bind({ portal: 'p', statement: 's', values: ['a', null, 'ccc'], binary: true });
  expect(decode(frame)).toEqual({ portal: 'p', statement: 's', parameterCount: 3, resultFormats: [1] });
  expect(decode(serialize.bind({}))).toEqual({ portal: '', statement: '', parameterCount: 0, resultFormats: [0] });
});

test('no bytes but those of the message are read: each cut is a broken message', () => {
  const frame = serialize.bind({ portal: 'p', statement: 's', values: ['a', null], binary: true });
  for (let end = 5; end < frame.length; end += 1) expect(() => decodeBind(frame, 0, end)).toThrow('invalid message');
  const longer = Buffer.concat([frame, Buffer.alloc(1)]);
  expect(() => decode(longer)).toThrow('invalid message');
});
