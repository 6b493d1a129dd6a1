import { z } from 'zod';

const error = 'must be a day: `2027-01-31`';
const dayMs = 86_400_000;

const day = z
  .string({ error })
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error })
  .transform((text, context) => {
    const ms = Date.parse(`${text}T00:00:00Z`);
    // Date.parse takes the 30th of February for the 2nd of March.
    if (!Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)) return ms;
    context.addIssue({ code: 'custom', message: 'is no day of the calendar' });
    return z.NEVER;
  });

/** The start of a day, UTC, in milliseconds since 1970: from here on. */
export const dayStart = day;

/** The end of a day, UTC, in milliseconds since 1970: before this, so the day itself is included. */
export const dayEnd = day.transform((ms) => ms + dayMs);
