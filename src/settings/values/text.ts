import { z } from 'zod';
import { Secret } from '../../base/index.js';

/** Text that says something. */
export const text = z.string({ error: 'must be text' }).min(1, { error: 'must not be empty' });

/** Text that must not be shown: take it from the environment or a file. */
export const secretText = text.transform((value) => new Secret(value));

/** An address on the web. */
export const webAddress = z
  .string({ error: 'must be a web address: `https://example.com/privacy`' })
  .regex(/^https?:\/\/[^\s]+$/, { error: 'must be a web address: `https://example.com/privacy`' });

/** A file. A path that is not absolute counts from the directory of the configuration file that names it. */
export const filePath = text;

/** An SQL condition in the rule language, as the operator wrote it. */
export const condition = text;
