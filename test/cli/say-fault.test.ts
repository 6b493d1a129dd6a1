import { expect, test } from 'vitest';
import { sayFault } from '../../src/cli/say-fault.js';
import { GatewayError } from '../../src/errors/index.js';

test('a fault of our own is said as it is, with its hint', () => {
  expect(sayFault(new GatewayError('refused', 'no'))).toBe('no');
  expect(sayFault(new GatewayError('refused', 'no', { hint: 'ask' }))).toBe('no (ask)');
});

test.each([
  [
    { code: 'EADDRINUSE', syscall: 'listen', address: '127.0.0.1', port: 6432 },
    'listen 127.0.0.1:6432: the address is in use',
  ],
  [{ code: 'EWEIRD', syscall: 'read' }, 'read: EWEIRD'],
])('a fault of the system is said by its code: %j', (fields, text) => {
  expect(sayFault(Object.assign(new Error('C4N4RY'), fields))).toBe(text);
});

test.each([new TypeError('C4N4RY\n    at C4N4RY'), new Error('C4N4RY'), 'C4N4RY', null, undefined, { code: 5 }])(
  'of any other fault the message is not shown: %s',
  (fault) => {
    const text = sayFault(fault);
    expect(text).toMatch(/^internal error/);
    expect(text).not.toContain('C4N4RY');
  },
);
