import { z } from 'zod';
import { Secret } from '../../base/index.js';
import { section } from '../section.js';
import { secretText, text, webAddress } from '../values/text.js';

const verifierError =
  'must be a SCRAM verifier as PostgreSQL stores it: `SCRAM-SHA-256$4096:<salt>$<stored key>:<server key>`';

const scramVerifier = z
  .string({ error: verifierError })
  .regex(/^SCRAM-SHA-256\$[1-9]\d{0,6}:[A-Za-z0-9+/]+={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/, {
    error: verifierError,
  })
  .transform((value) => new Secret(value));

const keyError = 'must be `sha256:` and the SHA-256 of the key, 64 hexadecimal digits';

const apiKey = z
  .string({ error: keyError })
  .regex(/^sha256:[0-9a-f]{64}$/, { error: keyError })
  .transform((value) => value.slice('sha256:'.length));

const jwt = section({
  issuer: webAddress.describe('Who must have issued the token.'),
  audience: text.describe('Whom the token must be for.'),
  jwks: webAddress.describe("Where the issuer's keys are."),
});

/** How a principal proves who it is. */
export const authSection = section({
  password: secretText.optional().describe('For SCRAM-SHA-256; the password itself never crosses the wire.'),
  scram: scramVerifier.optional().describe('The same without the password: what PostgreSQL stores of it.'),
  api_key: apiKey.optional().describe('Over HTTP: `sha256:` and the SHA-256 of the key, in hexadecimal.'),
  jwt: jwt.optional().describe('Over HTTP: a token of an identity provider.'),
  trust: z.literal('loopback').optional().describe('For development: anybody on this machine.'),
})
  .refine((auth) => Object.values(auth).some((method) => method !== undefined), {
    error: 'must say how the principal proves who it is: `password`, `scram`, `api_key` or `jwt`',
  })
  .refine((auth) => auth.password === undefined || auth.scram === undefined, {
    path: ['scram'],
    error: 'must not stand beside `password`; keep one',
  })
  .refine(
    (auth) => auth.trust === undefined || Object.values(auth).filter((method) => method !== undefined).length === 1,
    {
      path: ['trust'],
      error: 'must stand alone: who is trusted is never asked for a secret',
    },
  )
  .transform((auth) => ({
    password: auth.password ?? null,
    scram: auth.scram ?? null,
    /** SHA-256 of the key, hexadecimal. */
    apiKeySha256: auth.api_key ?? null,
    jwt: auth.jwt ?? null,
    trustsLoopback: auth.trust === 'loopback',
  }));

export type AuthSettings = z.output<typeof authSection>;
