import { z } from 'zod';
import { nameText, section } from '../section.js';
import { keyBytes } from '../values/key-bytes.js';

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
