import { z } from 'zod';

const unitBytes: Readonly<Record<string, number>> = { B: 1, kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
const error = 'must be a size: `64MB`, `512kB`, `1GB`, or a number of bytes';

/** A size in bytes. Units as in PostgreSQL's settings: `B`, `kB`, `MB`, `GB`, of 1024 each. */
export function sizeBytes(min: number, max: number) {
  return z
    .union([z.string({ error }).regex(/^\d{1,12}\s*(B|kB|MB|GB)?$/, { error }), z.int({ error })], { error })
    .transform((value) => {
      const parts = /^(-?\d+)\s*([A-Za-z]*)$/.exec(String(value));
      return Number(parts?.[1]) * (unitBytes[parts?.[2] || 'B'] ?? Number.NaN);
    })
    .refine((bytes) => bytes >= min && bytes <= max, { error: `must be between ${min} and ${max} bytes` });
}
