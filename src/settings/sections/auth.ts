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

const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const;

const jwt = section({
  issuer: webAddress.describe('Who must have issued the token.'),
  audience: text.describe('Whom the token must be for.'),
  jwks: webAddress.describe("Where the issuer's keys are."),
  claim: text.default('sub').describe('The claim that tells principals apart.'),
  value: text.optional().describe("What the claim must hold; the principal's name if not said."),
  algorithms: z
    .array(z.enum(algorithms))
    .min(1, { error: 'must name an algorithm' })
    .default(['RS256', 'PS256', 'ES256', 'EdDSA'])
    .describe('Algorithms of signatures that are taken.'),
}).transform((token) => ({ ...token, value: token.value ?? null }));

const certificateError = 'must be `sha256:` and the SHA-256 of the certificate, or `{ name: "DNS:app.example" }`';

const certificate = z
  .union(
    [
      z.string().regex(/^sha256:[0-9a-f]{64}$/),
      section({
        name: z
          .string()
          .regex(/^(DNS|URI|email):\S+$/)
          .describe('A subject alternative name: `URI:spiffe://…`.'),
      }),
    ],
    { error: certificateError },
  )
  .transform((value) =>
    typeof value === 'string'
      ? { kind: 'fingerprint' as const, sha256: value.slice('sha256:'.length) }
      : { kind: 'name' as const, name: value.name },
  );

/** How a principal proves who it is. */
export const authSection = section({
  password: secretText.optional().describe('For SCRAM-SHA-256; the password itself never crosses the wire.'),
  scram: scramVerifier.optional().describe('The same without the password: what PostgreSQL stores of it.'),
  api_key: apiKey.optional().describe('Over HTTP: `sha256:` and the SHA-256 of the key, in hexadecimal.'),
  jwt: jwt.optional().describe('Over HTTP: a token of an identity provider.'),
  certificate: certificate
    .optional()
    .describe('Over HTTP: the certificate that the client shows (`listen.http.tls.client_ca`).'),
  trust: z.literal('loopback').optional().describe('For development: anybody on this machine.'),
})
  .refine((auth) => Object.values(auth).some((method) => method !== undefined), {
    error: 'must say how the principal proves who it is: `password`, `scram`, `api_key`, `jwt` or `certificate`',
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
    certificate: auth.certificate ?? null,
    trustsLoopback: auth.trust === 'loopback',
  }));

export type AuthSettings = z.output<typeof authSection>;
