import { z } from 'zod';
import { Secret } from '../../base/index.js';

const error = 'must be 32 random bytes in base64: `openssl rand -base64 32`';

/** A key: 32 bytes that nobody can guess. */
export const keyBytes = z
  .string({ error })
  .regex(/^[A-Za-z0-9+/]{43}=$/, { error })
  .transform((text) => new Secret(Buffer.from(text, 'base64')));
