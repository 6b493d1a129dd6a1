import { expect, test } from 'vitest';
import {
  encodeAuthenticationCleartextPassword,
  encodeAuthenticationOk,
  encodeAuthenticationSasl,
  encodeAuthenticationSaslContinue,
  encodeAuthenticationSaslFinal,
} from '../../../src/pgwire/index.js';
import { oracle } from '../oracle.js';

test('pg-protocol reads each step of a login', async () => {
  const messages = await oracle(
    Buffer.concat([
      encodeAuthenticationCleartextPassword(),
      encodeAuthenticationSasl(['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256']),
      encodeAuthenticationSaslContinue(Buffer.from('r=x')),
      encodeAuthenticationSaslFinal(Buffer.from('v=y')),
      encodeAuthenticationOk(),
    ]),
  );
  expect(messages).toMatchObject([
    { name: 'authenticationCleartextPassword' },
    { name: 'authenticationSASL', mechanisms: ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256'] },
    { name: 'authenticationSASLContinue', data: 'r=x' },
    { name: 'authenticationSASLFinal', data: 'v=y' },
    { name: 'authenticationOk' },
  ]);
});

test('golden bytes', () => {
  expect(encodeAuthenticationOk().toString('hex')).toBe('520000000800000000');
});
