import { serialize } from 'pg-protocol';
import { expect, test } from 'vitest';
import { decodeNamedTarget, encodeClose, encodeDescribe, frameBytes, frontend } from '../../../src/pgwire/index.js';
import { within } from '../within.js';

test('Describe and Close are read as pg-protocol writes them', () => {
  expect(decodeNamedTarget(...within(serialize.describe({ type: 'S', name: 'n' })))).toEqual({
    kind: 'statement',
    name: 'n',
  });
  expect(decodeNamedTarget(...within(serialize.close({ type: 'P' })))).toEqual({ kind: 'portal', name: '' });
});

test('Describe and Close are written as pg-protocol writes them', () => {
  expect(encodeDescribe({ kind: 'portal', name: 'p' })).toEqual(serialize.describe({ type: 'P', name: 'p' }));
  expect(encodeDescribe({ kind: 'statement', name: '' })).toEqual(serialize.describe({ type: 'S' }));
  expect(encodeClose({ kind: 'statement', name: 'n' })).toEqual(serialize.close({ type: 'S', name: 'n' }));
});

test.each(['Xn\0', 'Sn', 'Sn\0x', ''])('%j names neither a statement nor a portal', (body) => {
  const frame = frameBytes(frontend.describe, Buffer.from(body));
  expect(() => decodeNamedTarget(...within(frame))).toThrow('invalid message format');
});
