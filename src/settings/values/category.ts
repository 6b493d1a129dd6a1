import { z } from 'zod';

const error = 'must be a category: lower case words joined by dots, such as `user.contact.email`';

/** A path in the category tree. */
export const category = z
  .string({ error })
  .max(200, { error })
  .regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/, { error });

/** Whether `broader` is the category or one above it. */
export function covers(broader: string, narrower: string): boolean {
  return narrower === broader || narrower.startsWith(`${broader}.`);
}
