import { z } from 'zod';
import { Secret } from '../../base/index.js';
import { nameText, section } from '../section.js';

const error = 'must be 32 random bytes in base64: `openssl rand -base64 32`';

const keyBytes = z
  .string({ error })
  .regex(/^[A-Za-z0-9+/]{43}=$/, { error })
  .transform((text) => new Secret(Buffer.from(text, 'base64')));

const key = section({
  id: nameText('key').describe('Names the key, so that it can be replaced.'),
  secret: keyBytes.describe('32 bytes, base64.'),
});

/** Keys of masks. The first of a list is used for new values. */
export const keysSection = section({
  pseudonym: z
    .array(key)
    .min(1, { error: 'must hold a key: `[{ id: k1, secret: … }]`' })
    .optional()
    .describe('For masks that give the same pseudonym to the same value.'),
}).transform((keys) => ({ pseudonym: keys.pseudonym ?? [] }));

export type KeysSettings = z.output<typeof keysSection>;
export type KeySettings = z.output<typeof key>;
