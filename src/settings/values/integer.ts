import { z } from 'zod';

/** A whole number within bounds. As text it is accepted too, because what a variable brings is text. */
export function integer(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  const number = z.int({ error }).min(min, { error }).max(max, { error });
  const text = z
    .string({ error })
    .regex(/^\d{1,15}$/, { error })
    .transform(Number)
    .pipe(number);
  return z.union([number, text], { error });
}

/** A TCP port. 0 lets the system choose one. */
export const port = integer(0, 65_535);
