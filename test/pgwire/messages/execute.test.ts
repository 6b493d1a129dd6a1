import { serialize } from 'pg-protocol';
import { expect, test } from 'vitest';
import { decodeExecute, frameBytes, frontend } from '../../../src/pgwire/index.js';
import { within } from '../within.js';

test('Execute is read as pg-protocol writes it', () => {
  expect(decodeExecute(...within(serialize.execute({ portal: 'p', rows: 7 })))).toEqual({ portal: 'p', rowsMax: 7 });
  expect(decodeExecute(...within(serialize.execute()))).toEqual({ portal: '', rowsMax: 0 });
});

test.each([Buffer.from('p\0\0\0'), Buffer.from('p\0\0\0\0\0\0'), Buffer.from('p')])('%j is no Execute', (body) => {
  expect(() => decodeExecute(...within(frameBytes(frontend.execute, body)))).toThrow('invalid message format');
});
