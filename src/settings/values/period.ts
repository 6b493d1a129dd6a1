import { z } from 'zod';

/** A span of the calendar, as PostgreSQL's interval counts it. */
export interface Period {
  readonly months: number;
  readonly days: number;
}

const error = 'must be a period: `5y`, `18mo`, `2w`, `30d`, or several together: `1y6mo`';

/** How long data may be kept. */
export const period = z
  .string({ error })
  .regex(/^(?=.)(\d{1,4}y)?\s?(\d{1,5}mo)?\s?(\d{1,5}w)?\s?(\d{1,6}d)?$/, { error })
  .transform((text): Period => {
    const count = (unit: string): number => Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0);
    return { months: count('y') * 12 + count('mo'), days: count('w') * 7 + count('d') };
  })
  .refine(({ months, days }) => months + days > 0, { error: 'must be longer than nothing: `30d`' });
